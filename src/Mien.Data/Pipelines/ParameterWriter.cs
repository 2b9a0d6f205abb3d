using System.Collections.Immutable;
using Mien.Core;

namespace Mien.Data.Pipelines;

/// <summary>Notes the parameters of a transform as they are saved.</summary>
internal sealed class ParameterWriter : ParameterBinder
{
    // A list, as the runtime compiles the tree of a sorted dictionary, forty methods, at its first use.
    private readonly SortedList<string, ConfigEntry> _values = new(StringComparer.Ordinal);

    /// <summary>All parameters of a transform in alphabetical order.</summary>
    public static IEnumerable<ConfigEntry> Write(IBindable transform)
    {
        var writer = new ParameterWriter();
        transform.Bind(writer);
        return writer._values.Values;
    }

    public override T Bind<T>(string key, T value, ParameterFormat<T> format, bool isSaved = true)
    {
        if (isSaved)
        {
            Add(key, format.Write(value));
        }

        return value;
    }

    public override void HasNoEffect(string key, string saved) => Add(key, saved == "{}" ? Written.Map([]) : Written.Word(saved));

    public override ImmutableArray<ITransform> Children(string key, ImmutableArray<ITransform> value)
    {
        Add(key, Written.List(value.Select(PipelineWriter.ToNode)));
        return value;
    }

    private void Add(string key, ConfigNode value) => _values.Add(key, Written.Entry(key, value));
}
