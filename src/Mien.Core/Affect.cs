namespace Mien.Core;

/// <summary>A point of the circumplex model of affect (Russell 1980).</summary>
/// <param name="Valence">From -1 (unpleasant) to 1 (pleasant).</param>
/// <param name="Arousal">From -1 (calm) to 1 (excited).</param>
public readonly record struct ValenceArousal(double Valence, double Arousal);

/// <summary>A face in a picture, in pixels of the picture after its EXIF orientation was applied.</summary>
/// <param name="X">Left edge.</param>
/// <param name="Y">Upper edge.</param>
/// <param name="Width">Width, at least 1.</param>
/// <param name="Height">Height, at least 1.</param>
public readonly record struct FaceBox(int X, int Y, int Width, int Height);
