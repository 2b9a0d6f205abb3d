namespace Mien.Torch;

/// <summary>The dimensions in another order.</summary>
public sealed class Permute : Module
{
    private readonly long[] _dimensions;

    /// <param name="dimensions">For each dimension of the output, which one of the input it is: 0, 2, 3, 1 makes (N, H, W, C) of (N, C, H, W).</param>
    public Permute(params ReadOnlySpan<long> dimensions) => _dimensions = dimensions.ToArray();

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => input.Permute(_dimensions);
}
