using System.Collections.Immutable;

namespace Mien.Data.Pipelines;

/// <summary>Makes transforms from the nodes of a pipeline.</summary>
internal sealed class PipelineReader(ICollection<PipelineProblem> problems)
{
    private const string ClassKey = "__class_fullname__";

    /// <summary>The list of steps in a document: the document itself, or the transforms of an Albumentations Compose.</summary>
    public PipelineList? Steps(PipelineNode document)
    {
        if (document is PipelineList list)
        {
            return list;
        }

        if (document is PipelineMap map && map.Find("transform") is PipelineMap compose && IsCompose(compose))
        {
            return compose.Find("transforms") as PipelineList
                ?? Refuse<PipelineList>(compose, "expected a list 'transforms' in the Compose");
        }

        return Refuse<PipelineList>(document, $"expected a list of transforms, or 'transform:' with a Compose, but got {document.Describe()}");
    }

    public ImmutableArray<ITransform> Transforms(PipelineList steps) => [.. steps.Items.Select(Transform).OfType<ITransform>()];

    private bool IsCompose(PipelineMap compose)
    {
        if (compose.Find(ClassKey) is not PipelineScalar { Text: "Compose" or "albumentations.core.composition.Compose" })
        {
            return false;
        }

        var parameters = new ParameterReader("Compose", compose, problems);
        parameters.HasNoEffect(ClassKey, "transforms", "additional_targets", "bbox_params", "keypoint_params", "is_check_shapes");
        if (parameters.HasAny("p") && parameters.Probability() < 1)
        {
            problems.Add(new(compose.Find("p")!.Origin, "expected p of the Compose to be 1; give each transform its own p instead"));
        }

        parameters.ReportUnknownKeys();
        return true;
    }

    // "Name", "Name: {parameters}", or a mapping that names its class as Albumentations saves it.
    private ITransform? Transform(PipelineNode step)
    {
        if (step is PipelineScalar { IsNull: false } name)
        {
            return TransformCatalog.Create(name, new PipelineMap(step.Origin, []), problems);
        }

        if (step is PipelineMap { Entries: [var only] } && only.Key.Text != ClassKey)
        {
            return only.Value switch
            {
                PipelineMap parameters => TransformCatalog.Create(only.Key, parameters, problems),
                PipelineScalar { IsNull: true } => TransformCatalog.Create(only.Key, new PipelineMap(step.Origin, []), problems),
                _ => Refuse<ITransform>(only.Value, $"expected parameters of {only.Key.Text} such as {{p: 0.5}} but got {only.Value.Describe()}"),
            };
        }

        if (step is PipelineMap saved && saved.Find(ClassKey) is PipelineScalar className)
        {
            var parameters = saved with { Entries = saved.Entries.RemoveAll(entry => entry.Key.Text == ClassKey) };
            return TransformCatalog.Create(className, parameters, problems);
        }

        return Refuse<ITransform>(step, $"expected a transform such as 'HorizontalFlip: {{p: 0.5}}' but got {step.Describe()}");
    }

    private T? Refuse<T>(PipelineNode at, string message)
        where T : class
    {
        problems.Add(new(at.Origin, message));
        return null;
    }
}
