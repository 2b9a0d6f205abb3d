namespace Mien.Torch;

/// <summary>Self-attention with several heads over a sequence: (N, L, E) to (N, L, E).</summary>
/// <remarks>
/// Parameters "in_proj_weight" (3E, E) and "in_proj_bias" (3E), queries, keys and values one below the other, and those of the child
/// "out_proj", a linear layer. Vaswani et al. 2017, "Attention is all you need", NeurIPS.
/// </remarks>
public sealed class MultiheadAttention : Module
{
    private readonly Tensor _inputWeight, _inputBias;
    private readonly OutputProjection _outputProjection;

    /// <param name="features">E.</param>
    /// <param name="headCount">Number of heads; divides E.</param>
    public MultiheadAttention(long features, long headCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(headCount, 1);
        if (features < 1 || features % headCount != 0)
        {
            throw new ArgumentException($"Expected a number of features that {headCount} heads divide but got {features}.", nameof(features));
        }

        HeadCount = headCount;
        _inputWeight = Parameter("in_proj_weight", Tensor.Zeros([3 * features, features]));
        _inputBias = Parameter("in_proj_bias", Tensor.Zeros([3 * features]));
        _outputProjection = Child("out_proj", new OutputProjection(features));
    }

    /// <summary>Number of heads.</summary>
    public long HeadCount { get; }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        var (count, length, features) = (input.Size(0), input.Size(1), input.Size(2));
        var projected = Functional.Linear(input, _inputWeight, _inputBias)
            .Reshape(count, length, 3, HeadCount, features / HeadCount).Permute(2, 0, 3, 1, 4);
        var attended = Functional.ScaledDotProductAttention(projected.Select(0, 0), projected.Select(0, 1), projected.Select(0, 2));
        return _outputProjection.Forward(attended.Transpose(1, 2).Reshape(count, length, features));
    }

    /// <summary>Xavier uniform for the packed projection, zeros for both biases; the other weight by the default of linear layers.</summary>
    protected override void ResetParameters(Initializer initializer)
    {
        initializer.XavierUniform(_inputWeight, "in_proj_weight");
        Initializer.Constant(_inputBias, 0);
    }

    /// <summary>A linear layer whose bias starts at zero.</summary>
    private sealed class OutputProjection : Module
    {
        private readonly Tensor _weight, _bias;

        public OutputProjection(long features)
        {
            _weight = Parameter("weight", Tensor.Zeros([features, features]));
            _bias = Parameter("bias", Tensor.Zeros([features]));
        }

        protected override Tensor Compute(Tensor input) => Functional.Linear(input, _weight, _bias);

        protected override void ResetParameters(Initializer initializer)
        {
            initializer.KaimingUniform(_weight, "weight", Math.Sqrt(5));
            Initializer.Constant(_bias, 0);
        }
    }
}
