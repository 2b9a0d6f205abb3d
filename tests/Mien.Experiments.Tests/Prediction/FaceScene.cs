using Mien.Core;
using Mien.Data.Synthetic;
using Mien.Imaging;

namespace Mien.Experiments.Tests;

/// <summary>A made-up photograph: neutral portraits of made-up people on a plain ground.</summary>
internal sealed class FaceScene
{
    public FaceScene(int width, int height, params (int X, int Y, int SidePx)[] places)
    {
        (Places, Picture) = ([.. places.Select(place => new FaceBox(place.X, place.Y, place.SidePx, place.SidePx))], new Image(width, height, 3));
        Draw.FillRectangle(Picture, 0, 0, width, height, new Rgb(150, 160, 170));
        foreach (var (index, place) in Places.Index())
        {
            Draw.Paste(Picture, SyntheticFaces.Draw(FaceSpec.Portrait(1, index, Expression.Neutral), place.Width), place.X, place.Y);
        }
    }

    /// <summary>Where the portraits are, in the order given.</summary>
    public IReadOnlyList<FaceBox> Places { get; }

    public Image Picture { get; }
}
