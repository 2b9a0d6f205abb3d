using Mien.Torch;

namespace Mien.Models.Blocks;

/// <summary>
/// A fully connected layer as Keras has it: a <see cref="Linear"/>, (N, I) to (N, O), that draws its own fresh weights whatever the rule of
/// the net around it, and starts with bias 0.
/// </summary>
/// <remarks>Parameters "weight" (O, I) and "bias" (O).</remarks>
internal sealed class Dense : Module
{
    private readonly KernelInitializer _initializer;

    public Dense(long inputFeatures, long outputFeatures, KernelInitializer initializer = KernelInitializer.GlorotUniform)
    {
        _initializer = initializer;
        Weight = Parameter("weight", Tensor.Zeros([outputFeatures, inputFeatures]));
        Bias = Parameter("bias", Tensor.Zeros([outputFeatures]));
    }

    public Tensor Weight { get; }

    public Tensor Bias { get; }

    protected override Tensor Compute(Tensor input) => Functional.Linear(input, Weight, Bias);

    protected override void ResetParameters(Initializer initializer)
    {
        _initializer.Draw(Weight, initializer);
        Initializer.Constant(Bias, 0);
    }
}
