using Mien.Imaging;

namespace Mien.Data.Transforms;

/// <summary>Changes of single values, looked up in tables of 256.</summary>
internal static class ValueTable
{
    public const int Levels = 256;

    /// <summary>Replaces every value by its entry.</summary>
    public static Image Apply(Image image, ReadOnlySpan<byte> table, ImagePool pool)
    {
        var result = pool.RentLike(image);
        var source = image.Pixels;
        var target = result.Pixels.AsSpan(0, source.Length);
        for (var index = 0; index < source.Length; index++)
        {
            target[index] = table[source[index]];
        }

        return result;
    }

    /// <summary>Replaces every value of a colour picture by its entry in the table of its channel; the tables follow one another.</summary>
    public static Image ApplyEach(Image image, ReadOnlySpan<byte> tables, ImagePool pool)
    {
        var result = pool.RentLike(image);
        var (source, target) = (image.Pixels, result.Pixels);
        var first = tables[..Levels];
        var second = tables.Slice(Levels, Levels);
        var third = tables.Slice(2 * Levels, Levels);
        for (var index = 0; index + 2 < source.Length; index += 3)
        {
            target[index] = first[source[index]];
            target[index + 1] = second[source[index + 1]];
            target[index + 2] = third[source[index + 2]];
        }

        return result;
    }
}
