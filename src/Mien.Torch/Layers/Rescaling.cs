namespace Mien.Torch;

/// <summary>x * scale, element by element: for nets that take raw pixels.</summary>
/// <param name="scale">1 / 255.0 takes pixels from [0, 255] to [0, 1].</param>
public sealed class Rescaling(double scale) : Module
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => input * scale;
}
