using System.Collections.Immutable;
using Mien.Core;
using Mien.Data.Synthetic.Drawing;
using Mien.Imaging;

namespace Mien.Data.Synthetic;

/// <summary>A generated picture and what it shows.</summary>
/// <param name="Spec">What it shows.</param>
/// <param name="Image">The picture.</param>
public sealed record SyntheticFace(FaceSpec Spec, Image Image);

/// <summary>Draws faces with a known expression, valence and arousal. Equal seeds give equal pixels on every machine.</summary>
public static class SyntheticFaces
{
    /// <summary>Smallest width and height of a picture in pixels.</summary>
    public const int MinSizePx = 16;

    /// <summary>Largest width and height of a picture in pixels.</summary>
    public const int MaxSizePx = 1024;

    /// <summary>The class folders: the eight names of AffectNet, or the first seven, which leave out contempt.</summary>
    /// <param name="classCount">7 or 8.</param>
    /// <exception cref="ConfigException">Another number.</exception>
    public static ImmutableArray<string> ClassNames(int classCount) => classCount is 7 or 8
        ? [.. Expressions(classCount).Select(expression => expression.ToString().ToLowerInvariant())]
        : throw new ConfigException($"Expected 7 or 8 classes of generated faces but got {classCount}.");

    /// <summary>Draws one face.</summary>
    /// <param name="spec">What to draw.</param>
    /// <param name="sizePx">Width and height, from <see cref="MinSizePx"/> to <see cref="MaxSizePx"/>.</param>
    /// <param name="colour">RGB when true, one grey channel when false.</param>
    /// <exception cref="ConfigException">The size is out of range.</exception>
    public static Image Draw(FaceSpec spec, int sizePx, bool colour = true)
    {
        ArgumentNullException.ThrowIfNull(spec);
        CheckSize(sizePx);
        return new FaceRenderer(sizePx).Draw(spec, colour);
    }

    /// <summary>Portraits for a contact sheet: people in rows, the expressions of the classes in columns.</summary>
    /// <param name="seed">Seed that names the people.</param>
    /// <param name="firstIdentity">Number of the first person.</param>
    /// <param name="people">How many people.</param>
    /// <param name="classCount">7 or 8.</param>
    /// <param name="sizePx">Width and height of each picture.</param>
    /// <returns>Row by row; all expressions of a person stand together.</returns>
    /// <exception cref="ConfigException">A number is out of range.</exception>
    public static IReadOnlyList<SyntheticFace> Portraits(ulong seed, int firstIdentity, int people, int classCount, int sizePx)
    {
        CheckSize(sizePx);
        _ = ClassNames(classCount);
        var renderer = new FaceRenderer(sizePx);
        return
        [
            .. from person in Enumerable.Range(firstIdentity, people)
               from expression in Expressions(classCount)
               let spec = FaceSpec.Portrait(seed, person, expression)
               select new SyntheticFace(spec, renderer.Draw(spec, colour: true)),
        ];
    }

    /// <summary>
    /// Writes a dataset in the standard layout: <c>train/&lt;class&gt;/NNNNNN.png</c>, <c>test/&lt;class&gt;/NNNNNN.png</c> when asked for,
    /// and <c>annotations.csv</c> with the columns filename (from the root, with '/'), label, valence, arousal and identity.
    /// </summary>
    /// <param name="outDir">Folder that is absent or empty.</param>
    /// <param name="options">What to write.</param>
    /// <param name="progress">Told the number of pictures done, from any thread.</param>
    /// <param name="cancellation">Stops between two pictures; what was written is removed.</param>
    /// <remarks>
    /// Everything is written into a hidden folder inside <paramref name="outDir"/> and moved out when it is complete,
    /// annotations.csv last, so a folder without that file is not complete; after a kill while it draws the next call starts
    /// over. The pixels depend on the options alone, the bytes of the PNG files also on the versions of libpng and zlib.
    /// </remarks>
    /// <exception cref="ConfigException">An option is out of range, or the folder holds something.</exception>
    public static void WriteDataset(string outDir, SyntheticOptions options, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(outDir);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        new SyntheticWriter(Path.GetFullPath(outDir), options).Write(progress, cancellation);
    }

    internal static Expression[] Expressions(int classCount) => Enum.GetValues<Expression>()[..classCount];

    internal static void CheckSize(int sizePx)
    {
        if (sizePx is < MinSizePx or > MaxSizePx)
        {
            throw new ConfigException($"Expected a size of generated faces from {MinSizePx} to {MaxSizePx} pixels but got {sizePx}.");
        }
    }
}
