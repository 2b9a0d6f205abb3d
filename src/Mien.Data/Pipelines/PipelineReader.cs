using System.Collections.Immutable;
using Mien.Core;
using Mien.Data.Containers;

namespace Mien.Data.Pipelines;

/// <summary>
/// Makes transforms from the nodes of a pipeline, which has one of two forms: a list of steps, or what Albumentations saves, a
/// mapping with a Compose under <c>transform</c>.
/// </summary>
internal sealed class PipelineReader(ICollection<ConfigProblem> problems)
{
    public const string ClassKey = "__class_fullname__";
    public const string VersionKey = "__version__";
    public const string RootKey = "transform";

    private readonly List<ConfigProblem> _warnings = [];
    private bool _namesAreSaid;

    /// <summary>What works but is hardly meant.</summary>
    public IReadOnlyList<ConfigProblem> Warnings => _warnings;

    public int ProblemCount => problems.Count;

    /// <summary>Whether the document is of the form that Albumentations saves, where nothing is allowed that it would not load.</summary>
    public bool IsSavedForm { get; private set; }

    /// <summary>The same, as YAML and not as JSON, which has its own rules for numbers.</summary>
    public bool IsSavedYaml { get; private set; }

    /// <summary>The whole document; null when there was a problem.</summary>
    public Compose? Read(ConfigNode document)
    {
        var problemsBefore = problems.Count;
        var root = document switch
        {
            ListNode list => new Compose { Children = Transforms(list) },
            MapNode map when map.Find(RootKey) is not null => Saved(map),
            MapNode map when map.Find(ClassKey) is not null => Refuse<Compose>(document, $"expected {VersionKey} and {RootKey} but got the transform itself; write '{RootKey}:' above it and indent it"),
            _ => Refuse<Compose>(document, $"expected a list of transforms, or '{RootKey}:' with a Compose, but got {document.Describe()}"),
        };
        return problems.Count == problemsBefore ? root : null;
    }

    public ImmutableArray<ITransform> Transforms(ListNode steps) => [.. steps.Items.Select(Transform).OfType<ITransform>()];

    public void Report(ConfigNode at, string message) => problems.Add(new(at.Origin, message));

    public void Warn(ConfigNode at, string message) => _warnings.Add(new(at.Origin, message));

    private Compose? Saved(MapNode document)
    {
        IsSavedForm = true;
        IsSavedYaml = !document.Entries[0].Key.Quoted;
        foreach (var key in document.Entries.Select(entry => entry.Key).Where(key => key.Text is not (VersionKey or RootKey)))
        {
            Report(key, $"unknown key '{key.Text}'{NearMiss.HintOrAll(key.Text, [VersionKey, RootKey])}");
        }

        var problemsBefore = problems.Count;
        var root = document.Find(RootKey)!.Value;
        var transform = Transform(root);
        return transform is Compose compose ? compose
            : problems.Count > problemsBefore ? null
            : Refuse<Compose>(root, $"expected a Compose at the top but got {((IBindable)transform!).Name}; put it into the list 'transforms' of a Compose");
    }

    private ITransform? Transform(ConfigNode step)
    {
        if (step is MapNode saved && saved.Find(ClassKey) is { } name)
        {
            return name.Value is ScalarNode { IsNothing: false } className
                ? Create(className, saved with { Entries = saved.Entries.Remove(name) })
                : Refuse<ITransform>(name.Value, $"expected the name of a transform but got {name.Value.Describe()}");
        }

        return IsSavedForm
            ? Refuse<ITransform>(step, $"expected a mapping with {ClassKey} and parameters but got {step.Describe()}")
            : Short(step);
    }

    // "Name", "Name: {parameters}" or, for containers, "Name: [transforms]".
    private ITransform? Short(ConfigNode step)
    {
        if (step is ScalarNode { IsNothing: false } name)
        {
            return Create(name, new MapNode(step.Source, [], step.Line, step.Column));
        }

        return step is not MapNode { Entries: [var only] }
            ? Refuse<ITransform>(step, $"expected a transform such as 'HorizontalFlip: {{p: 0.5}}' but got {step.Describe()}")
            : only.Value switch
            {
                MapNode parameters => Create(only.Key, parameters),
                ScalarNode { IsNothing: true } => Create(only.Key, new MapNode(step.Source, [], step.Line, step.Column)),
                ListNode list when TransformCatalog.Find(only.Key.Text) is TransformContainer =>
                    Create(only.Key, new MapNode(list.Source, [new(only.Key with { Text = "transforms" }, list)], list.Line, list.Column)),
                _ => Refuse<ITransform>(only.Value, $"expected parameters of {only.Key.Text} such as {{p: 0.5}} but got {only.Value.Describe()}"),
            };
    }

    private IBindable? Create(ScalarNode name, MapNode parameters)
    {
        if (TransformCatalog.Find(name.Text) is not { } defaults)
        {
            var hint = NearMiss.Hint(name.Text, TransformCatalog.Names);
            return Refuse<IBindable>(name, $"unknown transform '{name.Text}'{(hint.Length > 0 ? hint : AllNamesOnce())}");
        }

        var reader = new ParameterReader(defaults.Name, parameters, this);
        var transform = defaults.Bind(reader);
        reader.ReportUnknownKeys();
        return transform;
    }

    // The list is long; one is enough for a file with many unknown names.
    private string AllNamesOnce()
    {
        var isFirst = !_namesAreSaid;
        _namesAreSaid = true;
        return isFirst ? $"; expected one of {string.Join(", ", TransformCatalog.Names)}" : "";
    }

    private T? Refuse<T>(ConfigNode at, string message)
        where T : class
    {
        Report(at, message);
        return null;
    }
}
