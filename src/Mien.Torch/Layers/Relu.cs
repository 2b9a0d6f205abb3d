namespace Mien.Torch;

/// <summary>max(x, 0), element by element.</summary>
/// <param name="inPlace">Overwrites the input, which saves memory where nothing else needs it.</param>
public sealed class Relu(bool inPlace = false) : Module
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => inPlace ? input.ReluInPlace() : input.Relu();
}
