namespace Mien.Training;

/// <summary>What a batch layer does.</summary>
public enum BatchLayerName
{
    /// <summary>Mirrors.</summary>
    Flip,
    /// <summary>Rotates around the middle by up to <c>degrees</c> to either side.</summary>
    Rotation,
    /// <summary>Enlarges or shrinks each side around the middle.</summary>
    Zoom,
    /// <summary>Shifts.</summary>
    Translation,
    /// <summary>Moves the corners inwards.</summary>
    Perspective,
}

/// <summary>How a picture is mirrored.</summary>
public enum FlipMode
{
    /// <summary>Left and right.</summary>
    Horizontal,
    /// <summary>Top and bottom.</summary>
    Vertical,
    /// <summary>Each of both, independently.</summary>
    HorizontalAndVertical,
}

/// <summary>What is beyond the edges of a picture.</summary>
public enum FillMode
{
    /// <summary>The picture mirrored at its edges: dcba abcd dcba.</summary>
    Reflect,
    /// <summary>The picture again: abcd abcd abcd.</summary>
    Wrap,
    /// <summary>The nearest pixel: aaaa abcd dddd.</summary>
    Nearest,
    /// <summary>The number of <c>value</c>.</summary>
    Constant,
}

/// <summary>What lies between pixels.</summary>
public enum PixelInterpolation
{
    /// <summary>A mean of four pixels, weighted by their distance.</summary>
    Bilinear,
    /// <summary>The nearest pixel.</summary>
    Nearest,
}

/// <summary>A random change of the pictures of a batch on the device of the network, in training alone. The defaults are those of Keras.</summary>
public sealed record BatchLayerRecipe
{
    /// <summary>What it does.</summary>
    [RecipeKey("name")]
    public required BatchLayerName Name { get; init; }

    /// <summary>How often it does so.</summary>
    [RecipeKey("p", NullWord = "auto", AtLeast = 0, AtMost = 1)]
    public double? Probability { get; init; }

    /// <summary>How a picture is mirrored.</summary>
    [RecipeKey("mode", OnlyFor = "flip")]
    public FlipMode Mode { get; init; } = FlipMode.Horizontal;

    /// <summary>Largest angle to either side; 36 is a tenth of a turn.</summary>
    [RecipeKey("degrees", OnlyFor = "rotation", AtLeast = 0, AtMost = 180)]
    public double Degrees { get; init; } = 36;

    /// <summary>Largest change of the height, as a fraction of it, to either side.</summary>
    [RecipeKey("height", OnlyFor = "zoom translation", AtLeast = 0, Below = 1)]
    public double HeightFraction { get; init; } = 0.15;

    /// <summary>Largest change of the width; <c>same</c> zooms both sides by one draw, and shifts by up to the fraction of the height.</summary>
    [RecipeKey("width", NullWord = "same", OnlyFor = "zoom translation", AtLeast = 0, Below = 1)]
    public double? WidthFraction { get; init; }

    /// <summary>How far a corner moves at most, as a fraction of half the picture.</summary>
    [RecipeKey("distortion", OnlyFor = "perspective", AtLeast = 0, AtMost = 1)]
    public double Distortion { get; init; } = 0.5;

    /// <summary>What is beyond the edges.</summary>
    [RecipeKey("fill", OnlyFor = "rotation zoom translation perspective")]
    public FillMode Fill { get; init; }

    /// <summary>The constant beyond the edges, on the scale of the network's input.</summary>
    [RecipeKey("value", OnlyFor = "rotation zoom translation perspective")]
    public double FillValue { get; init; }

    /// <summary>What lies between pixels.</summary>
    [RecipeKey("interpolation", OnlyFor = "rotation zoom translation perspective")]
    public PixelInterpolation Interpolation { get; init; }

    /// <summary>One draw for all pictures of a batch, as torchvision does with a batch, instead of one for each.</summary>
    [RecipeKey("same_for_batch")]
    public bool IsSameForBatch { get; init; }

    /// <summary>How often it does something: half of the time for flip and perspective unless given, always for the others.</summary>
    internal double EffectiveProbability => Probability ?? (Name is BatchLayerName.Flip or BatchLayerName.Perspective ? 0.5 : 1);
}
