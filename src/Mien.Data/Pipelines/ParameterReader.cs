using System.Collections.Immutable;
using Mien.Core;

namespace Mien.Data.Pipelines;

/// <summary>
/// Takes the parameters of one transform from a file. What is wrong is added to the problems and the default is given, so that
/// all problems come to light; what nobody asked for is reported by <see cref="ReportUnknownKeys"/>.
/// </summary>
internal sealed class ParameterReader(string transform, MapNode map, PipelineReader pipeline) : ParameterBinder
{
    private readonly SortedSet<string> _known = new(StringComparer.Ordinal);

    // Parameters that are wrong already; what follows from that is not said as well.
    private readonly HashSet<string> _refused = new(StringComparer.Ordinal);

    public override T Bind<T>(string key, T value, ParameterFormat<T> format, bool isSaved = true)
    {
        if (Find(key) is not { } node)
        {
            return value;
        }

        if (format.Read(node, out var read) is { } refusal)
        {
            Report(refusal.At, key, refusal.Expected);
            return value;
        }

        if (pipeline.IsSavedYaml && format.FindForeign(node) is { } foreign)
        {
            pipeline.Warn(foreign, $"{key} of {transform} is understood here, but Albumentations would take {foreign.Describe()} for text; saving writes a number");
        }

        return read;
    }

    public override ImmutableArray<ITransform> Children(string key, ImmutableArray<ITransform> value)
    {
        Require(key);
        switch (Find(key))
        {
            case ListNode list:
                var problemsBefore = pipeline.ProblemCount;
                var children = pipeline.Transforms(list);
                if (pipeline.ProblemCount > problemsBefore)
                {
                    _refused.Add(key);
                }

                return children;
            case { } node:
                Report(node, key, "to be a list of transforms");
                break;
        }

        return value;
    }

    public override void HasNoEffect(string key, string saved)
    {
        if (Find(key) is { } node and not (ScalarNode { IsNothing: true } or MapNode { Entries.IsEmpty: true }))
        {
            pipeline.Warn(node, $"{key} of {transform} does not concern pictures; it has no effect here and is not saved");
        }
    }

    public override bool IsGiven(string key) => map.Find(key)?.Value is { } node and not ScalarNode { IsNothing: true };

    public override bool AreMissing(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (IsGiven(key))
            {
                return false;
            }
        }

        return true;
    }

    public override void Require(string key)
    {
        if (map.Find(key) is null && _refused.Add(key))
        {
            pipeline.Report(map, $"expected {key} of {transform} to be given; it has no default");
        }
    }

    public override void Check(string key, bool holds, string expected)
    {
        if (!holds && !_refused.Contains(key))
        {
            Report(map.Find(key)?.Value ?? map, key, expected);
        }
    }

    public override void Warn(string key, bool applies, string message)
    {
        if (applies && !_refused.Contains(key))
        {
            pipeline.Warn(map.Find(key)?.Value ?? map, message);
        }
    }

    public void ReportUnknownKeys()
    {
        foreach (var key in map.Entries.Select(entry => entry.Key).Where(key => !_known.Contains(key.Text)))
        {
            pipeline.Report(key, $"unknown parameter '{key.Text}' of {transform}{NearMiss.HintOrAll(key.Text, _known)}");
        }
    }

    private ConfigNode? Find(string key)
    {
        _known.Add(key);
        return map.Find(key)?.Value;
    }

    private void Report(ConfigNode at, string key, string expected)
    {
        _refused.Add(key);
        pipeline.Report(at, $"expected {key} of {transform} {expected} but got {at.Describe()}");
    }
}
