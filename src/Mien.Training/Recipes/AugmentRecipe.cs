using Mien.Core;
using Mien.Data;

namespace Mien.Training;

/// <summary>How training pictures are varied. Holds the steps themselves, also where the recipe named a file, so that a run does not change with the file.</summary>
public sealed record AugmentRecipe
{
    private readonly ConfigNode _steps;

    private AugmentRecipe(TransformPipeline pipeline) => (Pipeline, _steps) = (pipeline, pipeline.Source!);

    /// <summary>
    /// Mirrored in half of the cases; rotated within 15 degrees, scaled within 10 % and shifted within a sixteenth of the
    /// picture, in one resampling; contrast and brightness varied within 20 %. The transforms of the peer's recipe.
    /// </summary>
    public static AugmentRecipe Default { get; } = Parse("""
        - HorizontalFlip: {p: 0.5}
        - Affine: {rotate: [-15, 15], scale: [0.9, 1.1], keep_ratio: true, translate_percent: [-0.0625, 0.0625], p: 1}
        - RandomBrightnessContrast: {brightness_limit: 0.2, contrast_limit: 0.2, p: 1}
        """);

    /// <summary>Nothing.</summary>
    public static AugmentRecipe None { get; } = Parse("[]");

    /// <summary>The transforms.</summary>
    public TransformPipeline Pipeline { get; }

    /// <summary>Reads a list of transforms, YAML.</summary>
    /// <exception cref="ConfigException">It is no such list.</exception>
    public static AugmentRecipe Parse(string yaml) => new(TransformPipeline.Parse(yaml, "augment"));

    /// <inheritdoc/>
    public bool Equals(AugmentRecipe? other) => other is not null && Text(this) == Text(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Text(this).GetHashCode(StringComparison.Ordinal);

    internal static AugmentRecipe Of(TransformPipeline pipeline) => new(pipeline);

    internal ConfigNode ToNode() => _steps;

    private static string Text(AugmentRecipe recipe)
    {
        var source = new ConfigSource("", "");
        return YamlText.Write(new MapNode(source, [new(new ScalarNode(source, "augment"), recipe.ToNode())]));
    }
}

internal sealed class AugmentFormat : ValueFormat
{
    public override string Expected => "a list of transforms such as [HorizontalFlip], or a file that holds one";

    public override bool TryRead(ConfigNode node, out object? value, ICollection<ConfigProblem> problems)
    {
        value = null;
        try
        {
            value = node switch
            {
                ListNode => FromNode(node, problems),
                MapNode map when map.Find("transform") is not null => FromNode(node, problems),
                ScalarNode { IsNothing: false } file => AugmentRecipe.Of(TransformPipeline.Read(Path.GetFullPath(file.Text, file.Source.Folder))),
                _ => null,
            };
        }
        catch (ConfigException e)
        {
            problems.Add(new(node.Origin, e.Message));
        }

        return value is not null;
    }

    public override ConfigNode Write(object? value) => ((AugmentRecipe)value!).ToNode();

    private static AugmentRecipe? FromNode(ConfigNode node, ICollection<ConfigProblem> problems) =>
        TransformPipeline.FromNode(node, problems) is { } pipeline ? AugmentRecipe.Of(pipeline) : null;
}
