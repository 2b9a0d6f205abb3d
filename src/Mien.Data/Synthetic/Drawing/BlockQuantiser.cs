namespace Mien.Data.Synthetic.Drawing;

/// <summary>Leaves the traces of strong JPEG compression: rounds the cosine transform of blocks of 8 by 8 pixels.</summary>
/// <remarks>Transform and table of ITU-T T.81 (the luminance table of its annex K.1 for all three colours; no chroma subsampling).</remarks>
internal static class BlockQuantiser
{
    private const int Side = 8;

    private static readonly byte[] Table =
    [
        16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
        18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
    ];

    private static readonly float[] Basis = MakeBasis();

    /// <summary>Quantises every whole block; a rest at the right and lower edge stays as it is.</summary>
    /// <param name="canvas">The picture.</param>
    /// <param name="step">Factor on the table; 1 is about JPEG quality 50, 0 does nothing.</param>
    public static void Apply(Canvas canvas, double step)
    {
        if (step <= 0)
        {
            return;
        }

        var block = new float[Side * Side];
        for (var y = 0; y + Side <= canvas.SizePx; y += Side)
        {
            for (var x = 0; x + Side <= canvas.SizePx; x += Side)
            {
                for (var channel = 0; channel < 3; channel++)
                {
                    QuantiseBlock(canvas, x, y, channel, (float)(step / 255), block);
                }
            }
        }
    }

    private static void QuantiseBlock(Canvas canvas, int left, int top, int channel, float step, float[] block)
    {
        int At(int index) => (3 * (((top + (index / Side)) * canvas.SizePx) + left + (index % Side))) + channel;
        for (var index = 0; index < block.Length; index++)
        {
            block[index] = canvas.Values[At(index)];
        }

        Transform(block, inverse: false);
        for (var index = 0; index < block.Length; index++)
        {
            var quantum = Table[index] * step;
            block[index] = MathF.Floor((block[index] / quantum) + 0.5f) * quantum;
        }

        Transform(block, inverse: true);
        for (var index = 0; index < block.Length; index++)
        {
            canvas.Values[At(index)] = block[index];
        }
    }

    // Rows, then columns: each pass transforms the rows and stores them as columns.
    private static void Transform(float[] block, bool inverse)
    {
        Span<float> result = stackalloc float[Side * Side];
        for (var pass = 0; pass < 2; pass++)
        {
            for (var row = 0; row < Side; row++)
            {
                for (var to = 0; to < Side; to++)
                {
                    var sum = 0f;
                    for (var from = 0; from < Side; from++)
                    {
                        sum += block[(row * Side) + from] * (inverse ? Basis[(from * Side) + to] : Basis[(to * Side) + from]);
                    }

                    result[(to * Side) + row] = sum;
                }
            }

            result.CopyTo(block);
        }
    }

    private static float[] MakeBasis()
    {
        var basis = new float[Side * Side];
        for (var index = 0; index < basis.Length; index++)
        {
            var (frequency, place) = (index / Side, index % Side);
            var norm = frequency == 0 ? Math.Sqrt(1.0 / Side) : Math.Sqrt(2.0 / Side);
            basis[index] = (float)(norm * SteadyMath.Cos(((2 * place) + 1) * frequency * Math.PI / (2 * Side)));
        }

        return basis;
    }
}
