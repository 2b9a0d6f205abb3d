using Mien.Torch.Interop;

namespace Mien.Torch;

// Sums, means, extremes, norms and softmax. Without a dimension the result is a scalar.
public sealed partial class Tensor
{
    /// <summary>Sum of all elements.</summary>
    public Tensor Sum() => Operators.Sum.Call(this);

    /// <summary>Sum along a dimension.</summary>
    public Tensor Sum(long dimension, bool keepDimension = false) => Operators.SumDim.Call(this, (long[])[dimension], keepDimension);

    /// <summary>Mean of all elements, which must be floating-point.</summary>
    public Tensor Mean() => Operators.Mean.Call(this);

    /// <summary>Mean along dimensions, which must be floating-point.</summary>
    public Tensor Mean(ReadOnlySpan<long> dimensions, bool keepDimension = false) =>
        Operators.MeanDim.Call(this, dimensions.ToArray(), keepDimension);

    /// <summary>Mean along a dimension.</summary>
    public Tensor Mean(long dimension, bool keepDimension = false) => Mean([dimension], keepDimension);

    /// <summary>Variance along dimensions.</summary>
    /// <param name="dimensions">The dimensions that disappear.</param>
    /// <param name="correction">Subtracted from the number of elements in the divisor: 0 for the population, 1 (default) for a sample.</param>
    /// <param name="keepDimension">Keeps the dimensions with size 1.</param>
    public Tensor Variance(ReadOnlySpan<long> dimensions, long correction = 1, bool keepDimension = false) =>
        Operators.Variance.Call(this, dimensions.ToArray(), correction, keepDimension);

    /// <summary>The largest element.</summary>
    public Tensor Max() => Operators.Max.Call(this);

    /// <summary>The smallest element.</summary>
    public Tensor Min() => Operators.Min.Call(this);

    /// <summary>The largest elements along a dimension and where they are (Int64).</summary>
    public (Tensor Values, Tensor Indices) Max(long dimension, bool keepDimension = false) =>
        Operators.MaxDim.CallForTwo(this, dimension, keepDimension);

    /// <summary>Where the largest elements along a dimension are, Int64; the first of equal ones.</summary>
    public Tensor ArgMax(long dimension, bool keepDimension = false) => Operators.ArgMax.Call(this, dimension, keepDimension);

    /// <summary>The p-norm of all elements; 2 is the length of the vector.</summary>
    public Tensor Norm(double p = 2) => Operators.Norm.Call(this, p);

    /// <summary>exp(x) / sum(exp(x)) along a dimension.</summary>
    public Tensor Softmax(long dimension) => Operators.Softmax.Call(this, dimension);

    /// <summary>Logarithm of the softmax, stable where probabilities are tiny.</summary>
    public Tensor LogSoftmax(long dimension) => Operators.LogSoftmax.Call(this, dimension);

    /// <summary>Whether no element is zero or false.</summary>
    public bool All() => Operators.All.Call(this).TakeDouble() != 0;

    /// <summary>Whether any element is not zero or false.</summary>
    public bool Any() => Operators.Any.Call(this).TakeDouble() != 0;

    private double TakeDouble()
    {
        var value = ToDouble();
        Dispose();
        return value;
    }
}
