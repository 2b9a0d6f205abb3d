namespace Mien.Torch;

/// <summary>max(x, 0), element by element.</summary>
/// <param name="inPlace">Overwrites the input, which saves memory where nothing else needs it.</param>
public sealed class Relu(bool inPlace = false) : Module
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => inPlace ? input.ReluInPlace() : input.Relu();
}

/// <summary>min(max(x, 0), 6), element by element.</summary>
/// <param name="inPlace">Overwrites the input, which saves memory where nothing else needs it.</param>
public sealed class Relu6(bool inPlace = false) : Module
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => inPlace ? input.Relu6InPlace() : input.Relu6();
}

/// <summary>x * sigmoid(x), element by element; see <see cref="Tensor.Silu"/>.</summary>
/// <param name="inPlace">Overwrites the input, which saves memory where nothing else needs it.</param>
public sealed class Silu(bool inPlace = false) : Module
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => inPlace ? input.SiluInPlace() : input.Silu();
}

/// <summary>x * min(max(x + 3, 0), 6) / 6, element by element.</summary>
/// <param name="inPlace">Overwrites the input, which saves memory where nothing else needs it.</param>
/// <remarks>Howard et al. 2019, "Searching for MobileNetV3", ICCV.</remarks>
public sealed class Hardswish(bool inPlace = false) : Module
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => inPlace ? input.HardswishInPlace() : input.Hardswish();
}

/// <summary>min(max(x + 3, 0), 6) / 6, element by element.</summary>
public sealed class Hardsigmoid : Module
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => input.Hardsigmoid();
}

/// <summary>1 / (1 + exp(-x)), element by element.</summary>
public sealed class Sigmoid : Module
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => input.Sigmoid();
}

/// <summary>x times the normal distribution function, element by element; see <see cref="Tensor.Gelu"/>.</summary>
public sealed class Gelu : Module
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => input.Gelu();
}

/// <summary>Shares that sum to 1 along a dimension; see <see cref="Tensor.Softmax"/>.</summary>
/// <param name="dimension">The dimension along which they sum to 1.</param>
public sealed class Softmax(long dimension = 1) : Module
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.Softmax(dimension);
    }
}
