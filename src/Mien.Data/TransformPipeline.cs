using System.Collections.Immutable;
using Mien.Core;
using Mien.Data.Containers;
using Mien.Data.Pipelines;
using Mien.Data.Transforms;
using Mien.Imaging;

namespace Mien.Data;

/// <summary>Transforms that are applied to a picture one after another, in the order of the list.</summary>
/// <remarks>
/// Names, parameters, defaults, containers and their rules are those of Albumentations 1.3. A pipeline is written as a list of
/// steps (<c>- HorizontalFlip</c>, <c>- Rotate: {limit: 15, p: 1}</c>, <c>- OneOf: [...]</c>) or in the form in which Albumentations
/// saves it, with <c>__class_fullname__</c>; it is saved in the latter, so either program reads what the other one wrote.
/// </remarks>
public sealed class TransformPipeline
{
    /// <param name="transforms">The transforms, in the order in which they are applied; none is fine.</param>
    public TransformPipeline(IEnumerable<ITransform> transforms)
        : this(new Compose { Children = [.. transforms ?? throw new ArgumentNullException(nameof(transforms))] })
    {
    }

    /// <param name="root">What is applied; its probability decides whether anything is.</param>
    public TransformPipeline(Compose root)
    {
        ArgumentNullException.ThrowIfNull(root);
        Root = root;
    }

    /// <summary>
    /// What <c>mien data split</c> fills classes with unless it is given another one. Mirrored in half of the cases, brightness and
    /// contrast within 20 %, one of motion blur, noise and blur in half of the cases, pixels dropped in a quarter, rotated within 20 degrees.
    /// </summary>
    /// <remarks><c>recipes/augment-default.yml</c> is the same (a test looks); reading that takes longer than making 300 pictures by it.</remarks>
    public static TransformPipeline Default { get; } = new(
    [
        new HorizontalFlip(),
        new RandomBrightnessContrast { AlwaysApply = true },
        new OneOf { Children = [new MotionBlur { AlwaysApply = true }, new GaussNoise { AlwaysApply = true }, new GaussianBlur { AlwaysApply = true }] },
        new PixelDropout { Probability = 0.25 },
        new Rotate { RangeDegrees = ValueRange.Symmetric(20), BorderMode = BorderMode.Replicate, AlwaysApply = true },
    ]);

    /// <summary>The names that a pipeline may use, in alphabetical order.</summary>
    public static IReadOnlyCollection<string> KnownTransforms => TransformCatalog.Names;

    /// <summary>The container of all transforms.</summary>
    public Compose Root { get; }

    /// <summary>The transforms, in the order in which they are applied.</summary>
    public ImmutableArray<ITransform> Transforms => Root.Children;

    /// <summary>The nodes that the pipeline was read from, for example to store it with a run; null when it was made in code.</summary>
    public ConfigNode? Source { get; private init; }

    /// <summary>What was read but is hardly meant, with its place; empty when all is well. Commands print it.</summary>
    public ImmutableArray<ConfigProblem> Warnings { get; private init; } = [];

    /// <summary>See <see cref="ITransform.NeedsFullSize"/>.</summary>
    public bool NeedsFullSize => Root.NeedsFullSize;

    /// <summary>See <see cref="ITransform.TreatsChannelsAlike"/>.</summary>
    public bool TreatsChannelsAlike => Root.TreatsChannelsAlike;

    /// <summary>
    /// How the values are to be scaled when the pipeline ends with <see cref="Normalize"/>; otherwise null. The pipeline itself leaves
    /// them as they are: whoever makes the model's input scales them, and whoever writes pictures must refuse.
    /// </summary>
    public Normalize? Normalization =>
        Transforms is [.., Normalize { IsCertain: true } last] && (Root.Probability >= 1 || last.AlwaysApply) ? last : null;

    /// <summary>This pipeline, for whoever writes or shows what it gives.</summary>
    /// <exception cref="ConfigException">It ends with <see cref="Normalize"/>, whose result is no picture.</exception>
    public TransformPipeline ForPictures() => Normalization is null
        ? this
        : throw new ConfigException("Expected a pipeline that ends with a picture but its last step is Normalize; take that step out, as a model scales its input itself.");

    /// <summary>Reads a pipeline file, YAML or JSON.</summary>
    /// <exception cref="ConfigProblemsException">The text is no pipeline; all problems with their lines.</exception>
    /// <exception cref="ConfigException">The file cannot be read.</exception>
    public static TransformPipeline Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Parse(ConfigFile.ReadText(path, "pipeline file"), Path.GetFileName(path));
    }

    /// <summary>Reads a pipeline from text, YAML or JSON.</summary>
    /// <param name="text">The text of a pipeline file.</param>
    /// <param name="name">What messages call it, for example its file name.</param>
    /// <exception cref="ConfigProblemsException">The text is no pipeline; all problems with their lines.</exception>
    public static TransformPipeline Parse(string text, string name)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<ConfigProblem> problems = [];
        var source = new ConfigSource(name, Folder: "");
        var document = YamlTree.Parse(text, source, problems);
        var couldRead = document is not null || problems.Count == 0;
        var pipeline = couldRead ? FromNode(document ?? new ScalarNode(source, ""), problems) : null;
        return problems.Count == 0 ? pipeline! : throw new ConfigProblemsException(name, problems);
    }

    /// <summary>Makes a pipeline from nodes, for example the list under <c>augment:</c> of a recipe.</summary>
    /// <param name="node">A list of steps, or a saved Compose.</param>
    /// <param name="problems">Takes everything that is wrong.</param>
    /// <returns>The pipeline, or null when there was a problem.</returns>
    public static TransformPipeline? FromNode(ConfigNode node, ICollection<ConfigProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(problems);
        var reader = new PipelineReader(problems);
        if (reader.Read(node) is not { } root)
        {
            return null;
        }

        var pipeline = new TransformPipeline(root) { Source = node, Warnings = [.. reader.Warnings] };
        var scalings = CountScalings(root);
        if (scalings > (pipeline.Normalization is null ? 0 : 1))
        {
            problems.Add(new(node.Origin, "expected Normalize at the end of the outermost list only, and with p: 1, as its Compose, because what it gives is no picture"));
            return null;
        }

        return pipeline;
    }

    /// <summary>The pipeline as Albumentations saves it in YAML, with all parameters.</summary>
    /// <exception cref="MienException">A transform is a class of the caller, whose parameters nobody knows.</exception>
    public string ToYaml() => PipelineText.Yaml(PipelineWriter.ToDocument(Root));

    /// <summary>The pipeline as Albumentations saves it in JSON, with all parameters.</summary>
    /// <exception cref="MienException">A transform is a class of the caller, whose parameters nobody knows.</exception>
    public string ToJson() => PipelineText.Json(PipelineWriter.ToDocument(Root));

    /// <summary>Writes the pipeline so that Albumentations and Mien read it: JSON if the name ends with <c>.json</c>, YAML otherwise.</summary>
    /// <param name="path">The file; one that is there is replaced.</param>
    /// <exception cref="MienException">The file cannot be written, or as for <see cref="ToYaml"/>; a file that was there is untouched.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var text = path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? ToJson() : ToYaml();
        try
        {
            AtomicFile.WriteText(path, text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MienException($"Cannot write the pipeline to '{path}': {e.Message}", e);
        }
    }

    /// <summary>Applies all transforms.</summary>
    /// <param name="image">The picture; it is not written to.</param>
    /// <param name="random">The only source of randomness; each transform continues where the one before it stopped.</param>
    /// <param name="context">Lends the pictures in between and the result, and notes what was applied.</param>
    /// <returns><paramref name="image"/> itself when nothing was changed, otherwise a picture of the context's pool.</returns>
    public Image Apply(Image image, ref RandomStream random, TransformContext context) => Root.Apply(image, ref random, context);

    // One that never happens may stand anywhere.
    private static int CountScalings(ITransform transform) => transform switch
    {
        Normalize { Probability: var probability, AlwaysApply: var always } => probability > 0 || always ? 1 : 0,
        TransformContainer container => container.Children.Sum(CountScalings),
        _ => 0,
    };
}
