using Mien.Imaging;

namespace Mien.Data.Synthetic.Drawing;

/// <summary>Draws faces of one size; holds the buffers, so each worker has its own.</summary>
internal sealed class FaceRenderer(int sizePx)
{
    private readonly Canvas _canvas = new(sizePx);
    private readonly Coverage _head = new(sizePx);
    private readonly Coverage _scratch = new(sizePx);

    /// <summary>Draws one face.</summary>
    public Image Draw(FaceSpec spec, bool colour)
    {
        var (nuisance, face) = (spec.Nuisance, spec.Geometry);
        var brush = new FaceBrush(_canvas, new HeadPose(nuisance, sizePx));
        BackdropPainter.Paint(_canvas, nuisance);
        HairPainter.PaintBack(brush, face.Traits);
        HeadPainter.PaintBody(brush, face, nuisance.Clothes);
        HeadPainter.PaintEars(brush, face.Traits);
        PaintFace(brush, face, nuisance);
        HairPainter.PaintFront(brush, face.Traits, _scratch);
        GlassesPainter.Paint(brush, face);
        OccluderPainter.Paint(brush, face.Traits, nuisance);
        Camera.Expose(_canvas, nuisance);
        Camera.Blur(_canvas, nuisance.Blur * sizePx);
        Camera.AddNoise(_canvas, nuisance.Noise, nuisance.Detail);
        BlockQuantiser.Apply(_canvas, nuisance.BlockStep);
        return ToImage(colour);
    }

    private void PaintFace(FaceBrush brush, FaceGeometry face, Nuisance nuisance)
    {
        brush.Cover(_head, HeadPainter.Outline(face), Depth.Outline);
        HeadPainter.PaintSkin(brush, face, _head);
        PaintFreckles(brush, face.Traits, nuisance);
        HairPainter.PaintBeard(brush, face, _head);
        ModelLight(brush, nuisance);
        HeadPainter.PaintLines(brush, face);
        MouthPainter.PaintNose(brush, face);
        foreach (var side in (ReadOnlySpan<FaceSide>)[FaceSide.Right, FaceSide.Left])
        {
            EyePainter.PaintEye(brush, face, side, nuisance.Gaze, _scratch);
            EyePainter.PaintBrow(brush, face, side);
        }

        MouthPainter.PaintMouth(brush, face, _scratch);
    }

    // Lambert's law on an ellipsoid, softened: a face is lit from all sides a little.
    private void ModelLight(FaceBrush brush, Nuisance nuisance)
    {
        var (light, strength) = (nuisance.Light, 0.75 * nuisance.LightStrength);
        _canvas.Shade(_head, pixel =>
        {
            var place = brush.Pose.ToFace(pixel);
            var normal = new Point(place.X / 0.82, place.Y / 1.08);
            var towards = Math.Sqrt(Math.Max(0, 1 - (normal.X * normal.X) - (normal.Y * normal.Y)));
            var lit = (0.62 * towards) + (0.55 * ((normal.X * light.X) + (normal.Y * light.Y)));
            var factor = 1 + (strength * (lit - 0.55));
            return new Rgb(factor, factor, factor);
        });
    }

    private static void PaintFreckles(FaceBrush brush, FaceTraits traits, Nuisance nuisance)
    {
        var random = nuisance.Detail;
        for (var index = 0; index < 26 * traits.Freckles; index++)
        {
            var place = new Point(0.50 * SteadyMath.NextBell(ref random) / 1.7, 0.13 + (0.07 * SteadyMath.NextBell(ref random)));
            brush.Fill(Curve.Ellipse(place, 0.014, 0.012), traits.Skin * new Rgb(0.7, 0.52, 0.42), 0.6);
        }
    }

    private Image ToImage(bool colour)
    {
        var values = _canvas.Values;
        foreach (ref var value in values.AsSpan())
        {
            value = Math.Clamp(value, 0, 1); // before the luma: a sensor clips each colour by itself
        }

        var pixels = new byte[sizePx * sizePx * (colour ? 3 : 1)];
        for (var index = 0; index < pixels.Length; index++)
        {
            // Luma of ITU-R BT.601, as JPEG and OpenCV turn colour into grey.
            var value = colour
                ? values[index]
                : (0.299f * values[3 * index]) + (0.587f * values[(3 * index) + 1]) + (0.114f * values[(3 * index) + 2]);
            pixels[index] = (byte)((value * 255) + 0.5f);
        }

        return new Image(sizePx, sizePx, colour ? 3 : 1, pixels);
    }
}
