using Mien.Torch;

namespace Mien.Models.Blocks;

/// <summary>
/// Self-attention inside square windows, with a learned bias for each distance between two places; every other layer cuts the windows half
/// a window further down and right (Liu et al. 2021, arXiv:2103.14030). (N, H, W, C) to the same; zeros fill up the last windows.
/// </summary>
internal sealed class WindowAttention : Module
{
    // As good as minus infinity for the softmax of usual scores; torchvision's number.
    private const float Forbidden = -100;

    private readonly int _headCount, _size, _shift;
    private readonly double _dropout;
    private readonly Tensor _biasTable, _biasIndex;
    private readonly Linear _qkv, _projection;

    /// <param name="features">C.</param>
    /// <param name="headCount">Number of heads; divides C.</param>
    /// <param name="size">Side of a window.</param>
    /// <param name="shift">How far down and right the windows are cut.</param>
    /// <param name="dropout">Probability of dropout on what comes out.</param>
    public WindowAttention(int features, int headCount, int size, int shift, double dropout)
    {
        (_headCount, _size, _shift, _dropout) = (headCount, size, shift, dropout);
        var distances = (2 * size) - 1;
        _biasTable = Parameter("relative_position_bias_table", Tensor.Zeros([distances * distances, headCount]));
        _biasIndex = Buffer("relative_position_index", Tensor.From(DistanceNumbers(size)));
        _qkv = Child("qkv", new Linear(features, 3 * features));
        _projection = Child("proj", new Linear(features, features));
    }

    protected override Tensor Compute(Tensor input)
    {
        var (height, width) = (input.Size(1), input.Size(2));
        var (bottom, right) = (Missing(height), Missing(width));
        var grid = bottom == 0 && right == 0 ? input : input.Pad(0, 0, 0, right, 0, bottom);

        // Where one window covers everything, there is nothing to shift.
        var (down, across) = (grid.Size(1) > _size ? _shift : 0, grid.Size(2) > _size ? _shift : 0);
        var shifted = down + across == 0 ? grid : grid.Roll([-down, -across], [1, 2]);
        var attended = Attend(shifted, down, across);
        var back = down + across == 0 ? attended : attended.Roll([down, across], [1, 2]);
        return back.Narrow(1, 0, height).Narrow(2, 0, width).Contiguous();
    }

    protected override void ResetParameters(Initializer initializer) =>
        initializer.TruncatedNormal(_biasTable, "relative_position_bias_table", 0, 0.02);

    /// <summary>For each pair of places of a window, row-major, the number of the distance between them.</summary>
    private static long[] DistanceNumbers(int size)
    {
        var places = from y in Enumerable.Range(0, size) from x in Enumerable.Range(0, size) select (Y: y, X: x);
        return [.. from a in places from b in places select (long)(((a.Y - b.Y + size - 1) * ((2 * size) - 1)) + a.X - b.X + size - 1)];
    }

    private long Missing(long side) => (_size - (side % _size)) % _size;

    private Tensor Attend(Tensor grid, long down, long across)
    {
        var (count, height, width, features) = (grid.Size(0), grid.Size(1), grid.Size(2), grid.Size(3));
        var (rows, columns, places) = (height / _size, width / _size, (long)_size * _size);
        var windows = grid.Reshape(count, rows, _size, columns, _size, features).Permute(0, 1, 3, 2, 4, 5).Reshape(count, rows * columns, places, features);
        var qkv = _qkv.Forward(windows).Reshape(count, rows * columns, places, 3, _headCount, features / _headCount).Permute(3, 0, 1, 4, 2, 5);
        var bias = _biasTable.IndexSelect(0, _biasIndex).Reshape(places, places, _headCount).Permute(2, 0, 1);
        var mask = down + across == 0 ? null : Mask(height, width, down, across).To(bias.DType).To(bias.Device);
        var attended = Functional.ScaledDotProductAttention(
            qkv.Select(0, 0), qkv.Select(0, 1), qkv.Select(0, 2), mask is null ? bias : bias + mask);
        var projected = _projection.Forward(attended.Transpose(2, 3).Reshape(count, rows * columns, places, features));
        return Functional.Dropout(projected, _dropout, Training)
            .Reshape(count, rows, columns, _size, _size, features).Permute(0, 1, 3, 2, 4, 5).Reshape(count, height, width, features);
    }

    /// <summary>
    /// Forbids attention between places that only the shift brought into one window: (windows, 1, places, places), 0 or <see cref="Forbidden"/>.
    /// </summary>
    private Tensor Mask(long height, long width, long down, long across)
    {
        var (rows, columns, places) = (height / _size, width / _size, _size * _size);
        var regions = new long[places];
        var mask = new float[rows * columns * places * places];
        for (var window = 0L; window < rows * columns; window++)
        {
            for (var place = 0; place < places; place++)
            {
                var (y, x) = ((window / columns * _size) + (place / _size), (window % columns * _size) + (place % _size));
                regions[place] = (Region(y, height, down) * 3) + Region(x, width, across);
            }

            for (var pair = 0; pair < places * places; pair++)
            {
                mask[(window * places * places) + pair] = regions[pair / places] == regions[pair % places] ? 0 : Forbidden;
            }
        }

        return Tensor.From(mask, rows * columns, 1, places, places);
    }

    // Only the last window has strangers in it: those before the cut, and those that were rolled in behind it.
    private long Region(long position, long side, long shift) =>
        shift == 0 || position < side - _size ? 0 : position < side - shift ? 1 : 2;
}
