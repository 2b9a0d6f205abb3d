namespace Mien.Data.Splitting;

/// <summary>What happens to augmented copies where no pipeline is given.</summary>
public static class DefaultAugmentation
{
    /// <summary>The pipeline in the format of pipeline files.</summary>
    public const string Text = """
        - HorizontalFlip: {p: 0.5}
        - RandomBrightnessContrast: {brightness_limit: 0.2, contrast_limit: 0.2, p: 1}
        - Rotate: {limit: 20, border_mode: 1, p: 1}
        """;
}
