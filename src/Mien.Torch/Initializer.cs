using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mien.Core;

namespace Mien.Torch;

/// <summary>Which side of a weight the Kaiming rules keep the variance of.</summary>
public enum FanMode
{
    /// <summary>Inputs of one output: the forward pass keeps its variance.</summary>
    FanIn,

    /// <summary>Outputs of one input: the backward pass keeps its variance.</summary>
    FanOut,
}

/// <summary>Draws fresh parameters of one module; each has its own random stream, named by seed and full parameter name.</summary>
/// <param name="Seed">The seed of the run.</param>
/// <param name="ModuleName">Full name of the module, "" for the network itself.</param>
public readonly record struct Initializer(ulong Seed, string ModuleName)
{
    // Values come in blocks with a stream each, so that all processors draw; the values do not depend on how many there are.
    private const int BlockLength = 1 << 14;

    /// <summary>Fills a parameter with draws from [low, high).</summary>
    public void Uniform(Tensor parameter, string name, double low, double high) =>
        Fill(parameter, name, (block, stream) => FillUniform(block, stream, (float)low, (float)(high - low)));

    /// <summary>Fills a parameter with draws of a normal distribution.</summary>
    public void Normal(Tensor parameter, string name, double mean, double standardDeviation) =>
        TruncatedNormal(parameter, name, mean, standardDeviation, double.NegativeInfinity, double.PositiveInfinity);

    /// <summary>Fills a parameter with draws of a normal distribution; those outside [low, high] are drawn again.</summary>
    public void TruncatedNormal(Tensor parameter, string name, double mean, double standardDeviation, double low = -2, double high = 2) =>
        Fill(parameter, name, (block, stream) => FillNormal(block, stream, (float)mean, (float)standardDeviation, (float)low, (float)high));

    /// <summary>Fills a parameter or buffer with one value.</summary>
    public static void Constant(Tensor tensor, double value)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        using var noGrad = NoGrad.Begin();
        tensor.FillInPlace(value);
    }

    /// <summary>Uniform with limits gain * sqrt(3 / fanIn), where gain = sqrt(2 / (1 + slope^2)).</summary>
    /// <remarks>He et al. 2015, "Delving deep into rectifiers", ICCV; PyTorch's default for convolutions and linear layers has slope sqrt(5).</remarks>
    public void KaimingUniform(Tensor parameter, string name, double negativeSlope)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        var limit = Math.Sqrt(6 / ((1 + (negativeSlope * negativeSlope)) * Fan(parameter, FanMode.FanIn)));
        Uniform(parameter, name, -limit, limit);
    }

    /// <summary>Normal with standard deviation sqrt(2 / fan), for layers that a ReLU follows.</summary>
    /// <remarks>He et al. 2015, "Delving deep into rectifiers", ICCV.</remarks>
    public void KaimingNormal(Tensor parameter, string name, FanMode mode)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        Normal(parameter, name, 0, Math.Sqrt(2.0 / Fan(parameter, mode)));
    }

    /// <summary>Uniform with limits sqrt(6 / (fanIn + fanOut)); the Glorot uniform of Keras is the same.</summary>
    /// <remarks>Glorot and Bengio 2010, "Understanding the difficulty of training deep feedforward neural networks", AISTATS.</remarks>
    public void XavierUniform(Tensor parameter, string name)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        var limit = Math.Sqrt(6.0 / (Fan(parameter, FanMode.FanIn) + Fan(parameter, FanMode.FanOut)));
        Uniform(parameter, name, -limit, limit);
    }

    /// <summary>Normal with standard deviation sqrt(2 / (fanIn + fanOut)).</summary>
    /// <remarks>Glorot and Bengio 2010, AISTATS. Keras truncates at two deviations and has another constant; this is PyTorch's.</remarks>
    public void XavierNormal(Tensor parameter, string name)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        Normal(parameter, name, 0, Math.Sqrt(2.0 / (Fan(parameter, FanMode.FanIn) + Fan(parameter, FanMode.FanOut))));
    }

    /// <summary>Uniform with limits sqrt(6 / fanIn): he_uniform of Keras.</summary>
    /// <remarks>He et al. 2015, "Delving deep into rectifiers", ICCV.</remarks>
    public void HeUniform(Tensor parameter, string name) => KaimingUniform(parameter, name, negativeSlope: 0);

    /// <summary>Inputs or outputs of one unit of a weight with shape (out, in, ...).</summary>
    public static long Fan(Tensor weight, FanMode mode)
    {
        ArgumentNullException.ThrowIfNull(weight);
        var shape = weight.Shape;
        return (mode == FanMode.FanIn ? shape[1] : shape[0]) * Shapes.Count(shape.AsSpan()[2..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FillUniform(Span<float> block, RandomStream stream, float low, float range)
    {
        foreach (ref var value in block)
        {
            value = low + (range * ToUnit(stream.NextUInt32()));
        }
    }

    /// <summary>Box and Muller 1958, both values of each pair.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FillNormal(Span<float> block, RandomStream stream, float mean, float standardDeviation, float low, float high)
    {
        for (var i = 0; i < block.Length;)
        {
            var radius = standardDeviation * MathF.Sqrt(-2 * MathF.Log(1 - ToUnit(stream.NextUInt32())));
            var (sine, cosine) = MathF.SinCos(2 * MathF.PI * ToUnit(stream.NextUInt32()));
            var (first, second) = (mean + (radius * cosine), mean + (radius * sine));
            if (first >= low && first <= high)
            {
                block[i++] = first;
            }

            if (i < block.Length && second >= low && second <= high)
            {
                block[i++] = second;
            }
        }
    }

    /// <summary>The upper 24 bits as a number in [0, 1), which float holds exactly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float ToUnit(uint bits) => (bits >> 8) * (1f / (1 << 24));

    private void Fill(Tensor parameter, string name, FillBlock fill)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        var values = GC.AllocateUninitializedArray<float>(checked((int)parameter.Count));
        var (seed, purpose) = (Seed, $"init:{(ModuleName.Length == 0 ? name : $"{ModuleName}.{name}")}");
        var blocks = (values.Length + BlockLength - 1) / BlockLength;
        void FillOne(int block)
        {
            var start = block * BlockLength;
            var length = Math.Min(BlockLength, values.Length - start);
            fill(values.AsSpan(start, length), new RandomStream(seed, purpose, 0, block));
        }

        if (blocks > 4)
        {
            Parallel.For(0, blocks, FillOne);
        }
        else
        {
            for (var block = 0; block < blocks; block++)
            {
                FillOne(block);
            }
        }

        using var source = Tensor.From(values, ImmutableCollectionsMarshal.AsArray(parameter.Shape)!);
        parameter.CopyFrom(source);
    }

    private delegate void FillBlock(Span<float> block, RandomStream stream);
}
