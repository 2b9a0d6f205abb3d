using System.Collections.Immutable;
using Mien.Core;
using Mien.Data.Pipelines;
using Mien.Imaging;

namespace Mien.Data;

/// <summary>Transforms that are applied to a training picture one after another, in the order of the list.</summary>
/// <remarks>
/// Names, parameters, defaults and results are those of Albumentations 1.3 where the same thing exists there. A step is
/// written <c>- HorizontalFlip</c>, <c>- Rotate: {limit: 15, p: 1}</c>, or as a mapping with <c>__class_fullname__</c>, the form
/// in which Albumentations saves it; a file may also hold such a saved <c>Compose</c> of plain transforms.
/// </remarks>
public sealed class TransformPipeline
{
    // More text than this is no pipeline, and reading it would cost memory for nothing; UTF-8 has up to four bytes in a character.
    private const long MaxFileBytes = 4L * YamlTree.MaxCharacters;

    /// <param name="transforms">The transforms, in the order in which they are applied; none is fine.</param>
    public TransformPipeline(IEnumerable<ITransform> transforms)
    {
        ArgumentNullException.ThrowIfNull(transforms);
        Transforms = [.. transforms];
    }

    /// <summary>The names that a pipeline may use, in alphabetical order.</summary>
    public static IReadOnlyCollection<string> KnownTransforms => [.. TransformCatalog.All.Keys];

    /// <summary>The transforms, in the order in which they are applied.</summary>
    public ImmutableArray<ITransform> Transforms { get; }

    /// <summary>The list of steps that the pipeline was read from, for example to store it with a run; null when it was made in code.</summary>
    public ListNode? Source { get; private init; }

    /// <summary>See <see cref="ITransform.NeedsFullSize"/>.</summary>
    public bool NeedsFullSize => Transforms.Any(transform => transform.NeedsFullSize);

    /// <summary>See <see cref="ITransform.TreatsChannelsAlike"/>.</summary>
    public bool TreatsChannelsAlike => Transforms.All(transform => transform.TreatsChannelsAlike);

    /// <summary>Reads a pipeline file, YAML or JSON.</summary>
    /// <exception cref="ConfigProblemsException">The text is no pipeline; all problems with their lines.</exception>
    /// <exception cref="ConfigException">The file cannot be read.</exception>
    public static TransformPipeline Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            var sizeBytes = new FileInfo(path).Length;
            return sizeBytes <= MaxFileBytes
                ? Parse(File.ReadAllText(path), Path.GetFileName(path))
                : throw new ConfigException($"Expected a pipeline file of at most {MaxFileBytes} bytes but {path} has {sizeBytes}.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigException($"Cannot read the pipeline file '{path}': {e.Message}", e);
        }
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
        var problemsBefore = problems.Count;
        var reader = new PipelineReader(problems);
        var steps = reader.Steps(node);
        var pipeline = steps is null ? null : new TransformPipeline(reader.Transforms(steps)) { Source = steps };
        return problems.Count == problemsBefore ? pipeline : null;
    }

    /// <summary>Applies all transforms.</summary>
    /// <param name="image">The picture; it is not written to.</param>
    /// <param name="random">The only source of randomness; each transform continues where the one before it stopped.</param>
    /// <param name="context">Lends the pictures in between and the result, and notes what was applied.</param>
    /// <returns><paramref name="image"/> itself when nothing was changed, otherwise a picture of the context's pool.</returns>
    public Image Apply(Image image, ref RandomStream random, TransformContext context)
    {
        foreach (var transform in Transforms)
        {
            image = transform.Apply(image, ref random, context);
        }

        return image;
    }
}
