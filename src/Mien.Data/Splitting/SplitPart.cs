namespace Mien.Data.Splitting;

/// <summary>A side of a split. Pictures, people and augmented copies are on one side each.</summary>
public enum SplitPart
{
    /// <summary>What a model learns from, <c>train/</c>.</summary>
    Train,
    /// <summary>What training is steered by, <c>val/</c>.</summary>
    Validation,
    /// <summary>What the trained model is measured on, <c>test/</c>.</summary>
    Test,
}

internal static class SplitParts
{
    /// <summary>Name of the folder.</summary>
    public static string Folder(this SplitPart part) => part switch
    {
        SplitPart.Train => "train",
        SplitPart.Validation => "val",
        _ => "test",
    };
}
