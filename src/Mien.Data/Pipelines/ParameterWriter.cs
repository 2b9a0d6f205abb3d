using System.Collections.Immutable;
using Mien.Core;

namespace Mien.Data.Pipelines;

/// <summary>Notes the parameters of a transform as they are saved.</summary>
internal sealed class ParameterWriter : ParameterBinder
{
    private readonly SortedDictionary<string, ConfigNode> _values = new(StringComparer.Ordinal);

    /// <summary>All parameters of a transform in alphabetical order.</summary>
    public static IReadOnlyDictionary<string, ConfigNode> Write(IBindable transform)
    {
        var writer = new ParameterWriter();
        transform.Bind(writer);
        return writer._values;
    }

    public override T Bind<T>(string key, T value, ParameterFormat<T> format, bool isSaved = true)
    {
        if (isSaved)
        {
            _values.Add(key, format.Write(value));
        }

        return value;
    }

    public override void HasNoEffect(string key, string saved) => _values.Add(key, saved == "{}" ? Written.Map([]) : Written.Word(saved));

    public override ImmutableArray<ITransform> Children(string key, ImmutableArray<ITransform> value)
    {
        _values.Add(key, Written.List(value.Select(PipelineWriter.ToNode)));
        return value;
    }
}
