using System.Globalization;
using Mien.Core;
using Mien.Imaging;
using Mien.Reports;

namespace Mien.Experiments;

/// <summary>
/// Writes annotated copies of pictures and videos while their predictions pass: into a folder under their own names, or one video into a
/// file. Nothing is ever replaced. Needs <see cref="PredictionOptions.KeepPictures"/>.
/// </summary>
public sealed class AnnotatedCopies
{
    private const string VideoExtension = ".mp4";
    private const double UsualRate = 25; // frames a second of a video that does not say
    private readonly FaceAnnotator _annotator = FaceAnnotator.WithInstalledFont();

    /// <summary>Checks the place, and makes the folder.</summary>
    /// <param name="output">A folder that is absent or empty, or a name that ends with .mp4 or .avi and is not taken, for a single video.</param>
    /// <exception cref="ConfigException">The place is taken.</exception>
    /// <exception cref="ImageException">The font of the emoji is damaged.</exception>
    public AnnotatedCopies(string output)
    {
        ArgumentException.ThrowIfNullOrEmpty(output);
        (Output, IsVideo) = (output, VideoWriter.HasWritableExtension(output));
        if (File.Exists(output) || (Directory.Exists(output) && (IsVideo || Directory.EnumerateFileSystemEntries(output).Any())))
        {
            throw new ConfigException($"Expected a folder that is empty or absent, or the name of a new video, for annotated copies but '{output}' is there already; nothing is replaced.");
        }

        if (!IsVideo)
        {
            Directory.CreateDirectory(output);
        }
    }

    /// <summary>Whether all goes into one video.</summary>
    public bool IsVideo { get; }

    /// <summary>The folder or file, as it was written.</summary>
    public string Output { get; }

    /// <summary>How many pictures and videos were written.</summary>
    public int FileCount { get; private set; }

    /// <summary>The same results, each drawn before it is handed on; a video that is stopped is kept up to there.</summary>
    /// <exception cref="MienException">Something cannot be written, or several videos would go into one file; from the enumeration.</exception>
    public IEnumerable<PredictedPicture> Write(IEnumerable<PredictedPicture> pictures)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        return Enumerate(pictures);
    }

    private IEnumerable<PredictedPicture> Enumerate(IEnumerable<PredictedPicture> pictures)
    {
        OpenVideo? video = null;
        try
        {
            foreach (var predicted in pictures)
            {
                if (video is not null && !video.IsContinuedBy(predicted))
                {
                    video.Finish();
                    video = null;
                }

                if (predicted is { Picture: { } picture, Frame: null })
                {
                    ImageCodec.Write(Draw(picture, predicted), PictureName(predicted.File));
                    FileCount++;
                }
                else if (predicted.Picture is { } frame)
                {
                    var drawn = Draw(frame, predicted);
                    video ??= Begin(predicted, drawn);
                    video.Write(drawn, predicted);
                }

                yield return predicted with { Picture = null };
            }
        }
        finally
        {
            video?.Finish();
        }
    }

    private Image Draw(Image picture, PredictedPicture predicted) => _annotator.Draw(picture, [.. predicted.Rows.Where(row => !row.Probabilities.IsEmpty).Select(row => new FaceAnnotation
    {
        Box = row.SteadyBox ?? row.Box,
        Labels = row.Labels,
        Probabilities = row.Probabilities,
        IsUncertain = row.Status == PredictionStatus.Uncertain,
        Affect = row.Affect,
        Track = row.Track,
    })]);

    private OpenVideo Begin(PredictedPicture first, Image frame)
    {
        if (IsVideo && FileCount > 0)
        {
            throw new ConfigException($"Expected a single video for '{Output}' but got another one, {first.File}. Name a folder, which takes any number.");
        }

        var path = IsVideo ? Output : Free(Path.ChangeExtension(NameOf(first.File), VideoExtension));
        FileCount++;
        var rate = first.Video is { FramesPerSecond: > 0 } facts ? Math.Clamp(facts.FramesPerSecond, 0.1, 1000) : UsualRate;
        return new(first, VideoWriter.Create(path, frame.Width, frame.Height, rate));
    }

    private string PictureName(string file) => IsVideo
        ? throw new ConfigException($"Expected a video for '{Output}' but got the picture {file}. Name a folder.")
        : Free(ImageCodec.WritableFormat(file) is null ? Path.ChangeExtension(NameOf(file), ".png") : NameOf(file));

    // camera:0 is no good name on every file system.
    private static string NameOf(string file) => Path.GetFileName(file).Replace(':', '-') is { Length: > 0 } name ? name : "picture.png";

    // Pictures of different folders may have the same name; the second becomes name-2.
    private string Free(string name)
    {
        var path = Path.Combine(Output, name);
        for (var number = 2; Path.Exists(path); number++)
        {
            path = Path.Combine(Output, string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileNameWithoutExtension(name)}-{number}{Path.GetExtension(name)}"));
        }

        return path;
    }

    private sealed class OpenVideo(PredictedPicture first, VideoWriter writer)
    {
        private long? _last;

        public bool IsContinuedBy(PredictedPicture next) => next.File == first.File && next.Frame > _last;

        public void Write(Image frame, PredictedPicture predicted)
        {
            _last = predicted.Frame;
            writer.Write(frame, predicted.Time - first.Time);
        }

        public void Finish()
        {
            using (writer)
            {
                writer.Finish();
            }
        }
    }
}
