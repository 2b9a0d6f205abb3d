using System.Collections.Immutable;
using Mien.Imaging;

namespace Mien.Data;

/// <summary>How many pictures of a dataset are of which kind. Unreadable ones are left out.</summary>
public sealed record PictureKinds
{
    /// <summary>Number of pictures that can be read.</summary>
    public required int Readable { get; init; }

    /// <summary>Number by format.</summary>
    public required ImmutableSortedDictionary<ImageFormat, int> Formats { get; init; }

    /// <summary>Number by width and height in pixels, the most frequent size first.</summary>
    public required ImmutableArray<((int Width, int Height) Size, int Count)> Sizes { get; init; }

    /// <summary>Stored in one grey channel.</summary>
    public required int Grey { get; init; }

    /// <summary>Stored in colour, but all pixels are grey.</summary>
    public required int GreyInColour { get; init; }

    /// <summary>With colour.</summary>
    public int Colour => Readable - Grey - GreyInColour;

    /// <summary>That can be transparent.</summary>
    public required int Alpha { get; init; }

    /// <summary>With 16 bits in a sample.</summary>
    public required int SixteenBit { get; init; }

    /// <summary>With the extension of another format.</summary>
    public required int WrongExtension { get; init; }

    /// <summary>In which faces were looked for.</summary>
    public required int Searched { get; init; }

    /// <summary>In which the detector found no face.</summary>
    public required int WithoutFace { get; init; }

    /// <summary>In which the detector found more than one face.</summary>
    public required int WithSeveralFaces { get; init; }

    /// <summary>Counts the pictures of a dataset.</summary>
    public static PictureKinds Of(DatasetInspection inspection)
    {
        ArgumentNullException.ThrowIfNull(inspection);
        var readable = inspection.Pictures.Where(picture => picture.Problem is null).ToArray();
        return new()
        {
            Readable = readable.Length,
            Formats = readable.CountBy(picture => picture.Header.Format).ToImmutableSortedDictionary(),
            Sizes =
            [
                .. readable.CountBy(picture => (picture.Header.Width, picture.Header.Height))
                    .OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value)),
            ],
            Grey = readable.Count(picture => picture.Header.StoredChannels == 1),
            GreyInColour = readable.Count(picture => picture.IsGrey && picture.Header.StoredChannels != 1),
            Alpha = readable.Count(picture => picture.Header.HasAlpha),
            SixteenBit = readable.Count(picture => picture.Header.BitsPerSample == 16),
            WrongExtension = readable.Count(picture => picture.HasWrongExtension),
            Searched = readable.Count(picture => picture.FaceCount is not null),
            WithoutFace = readable.Count(picture => picture.FaceCount == 0),
            WithSeveralFaces = readable.Count(picture => picture.FaceCount > 1),
        };
    }
}
