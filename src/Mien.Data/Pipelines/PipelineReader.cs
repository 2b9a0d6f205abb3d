using System.Collections.Immutable;
using System.Globalization;
using Mien.Core;

namespace Mien.Data.Pipelines;

/// <summary>Makes transforms from the nodes of a pipeline.</summary>
internal sealed class PipelineReader(ICollection<ConfigProblem> problems)
{
    private const string ClassKey = "__class_fullname__";

    /// <summary>The list of steps in a document: the document itself, or the transforms of an Albumentations Compose.</summary>
    public ListNode? Steps(ConfigNode document)
    {
        if (document is ListNode list)
        {
            return list;
        }

        if (document is MapNode map && map.Find("transform")?.Value is MapNode compose && IsCompose(compose))
        {
            return compose.Find("transforms")?.Value as ListNode
                ?? Refuse<ListNode>(compose, "expected a list 'transforms' in the Compose");
        }

        return Refuse<ListNode>(document, $"expected a list of transforms, or 'transform:' with a Compose, but got {document.Describe()}");
    }

    public ImmutableArray<ITransform> Transforms(ListNode steps) => [.. steps.Items.Select(Transform).OfType<ITransform>()];

    private bool IsCompose(MapNode compose)
    {
        if (compose.Find(ClassKey)?.Value is not ScalarNode { Text: "Compose" or "albumentations.core.composition.Compose" })
        {
            return false;
        }

        if (compose.Find("p")?.Value is ScalarNode p && !(double.TryParse(p.Text, CultureInfo.InvariantCulture, out var probability) && probability >= 1))
        {
            problems.Add(new(p.Origin, "expected p of the Compose to be 1; give each transform its own p instead"));
        }

        return true;
    }

    // "Name", "Name: {parameters}", or a mapping that names its class as Albumentations saves it.
    private ITransform? Transform(ConfigNode step)
    {
        if (step is ScalarNode { IsNothing: false } name)
        {
            return TransformCatalog.Create(name, new MapNode(step.Source, []), problems);
        }

        if (step is MapNode { Entries: [var only] } && only.Key.Text != ClassKey)
        {
            return only.Value switch
            {
                MapNode parameters => TransformCatalog.Create(only.Key, parameters, problems),
                ScalarNode { IsNothing: true } => TransformCatalog.Create(only.Key, new MapNode(step.Source, []), problems),
                _ => Refuse<ITransform>(only.Value, $"expected parameters of {only.Key.Text} such as {{p: 0.5}} but got {only.Value.Describe()}"),
            };
        }

        if (step is MapNode saved && saved.Find(ClassKey)?.Value is ScalarNode className)
        {
            var parameters = saved with { Entries = saved.Entries.RemoveAll(entry => entry.Key.Text == ClassKey) };
            return TransformCatalog.Create(className, parameters, problems);
        }

        return Refuse<ITransform>(step, $"expected a transform such as 'HorizontalFlip: {{p: 0.5}}' but got {step.Describe()}");
    }

    private T? Refuse<T>(ConfigNode at, string message)
        where T : class
    {
        problems.Add(new(at.Origin, message));
        return null;
    }
}
