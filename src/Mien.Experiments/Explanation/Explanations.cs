using System.Collections.Immutable;
using Mien.Core;
using Mien.Imaging;

namespace Mien.Experiments;

/// <summary>What became of a face that was to be explained, or of a picture without one.</summary>
/// <param name="File">The picture.</param>
public sealed record ExplainedFace(string File)
{
    /// <summary>Index of the frame in its video, from 0; null for a picture.</summary>
    public long? Frame { get; init; }

    /// <summary>Where the face is, in pixels of the upright picture; null where none was looked for or found.</summary>
    public FaceBox? Box { get; init; }

    /// <summary>The explanation; null where there is none.</summary>
    public PictureExplanation? Explanation { get; init; }

    /// <summary>The face with its maps; null without an explanation.</summary>
    public string? Picture { get; init; }

    /// <summary>The array of each map.</summary>
    public ImmutableArray<string> Arrays { get; init; } = [];

    /// <summary>Folder of the grids of feature maps; null where they were not asked for.</summary>
    public string? Features { get; init; }

    /// <summary>Why there is no explanation; null where there is one.</summary>
    public string? Error { get; init; }
}

/// <summary>Explains faces one after another and writes what it finds.</summary>
public static class Explanations
{
    /// <summary>Explains every face of pictures, as the result is enumerated.</summary>
    /// <param name="explainer">Computes on the enumerating thread.</param>
    /// <param name="inputs">As of <see cref="Inputs.Open"/>.</param>
    /// <param name="search">How faces are looked for; null takes every picture as a face already.</param>
    /// <param name="folder">Where to; absent or empty.</param>
    /// <param name="options">What was asked of the explainer; its layer also chooses feature maps.</param>
    /// <param name="withFeatures">Whether feature maps are drawn, too.</param>
    /// <param name="cancellation">Ends the enumeration.</param>
    /// <exception cref="ConfigException">There is something in the folder, or the square of occlusion does not fit.</exception>
    /// <exception cref="MienException">The folder cannot be written to.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public static IEnumerable<ExplainedFace> Run(
        Explainer explainer, IEnumerable<InputPicture> inputs, FaceSearch? search, string folder, ExplainOptions options, bool withFeatures, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(explainer);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(options);
        ExplanationFiles.RequireFree(folder);
        return Enumerate();

        IEnumerable<ExplainedFace> Enumerate()
        {
            var files = new ExplanationFiles(folder);
            using var source = new FaceSource(search is { MarginFraction: null } ? search with { MarginFraction = explainer.FaceMarginFraction } : search, explainer.Channels);
            foreach (var input in inputs)
            {
                cancellation.ThrowIfCancellationRequested();
                var (faces, error) = Read(source, input);
                foreach (var (face, box) in faces)
                {
                    yield return Explain(face, box, input);
                }

                if (error is not null)
                {
                    yield return new(input.File) { Frame = input.Frame, Error = error };
                }
            }

            ExplainedFace Explain(Image face, FaceBox? box, InputPicture input)
            {
                var name = files.NameFor(input);
                var explanation = explainer.Explain(face, cancellation);
                var (picture, arrays) = files.Write(name, face, explanation);
                var features = withFeatures ? files.WriteFeatures(name, explainer.Features(face, layer: options.Layer)) : null;
                return new(input.File) { Frame = input.Frame, Box = box, Explanation = explanation, Picture = picture, Arrays = arrays, Features = features };
            }
        }
    }

    private static (IReadOnlyList<(Image Face, FaceBox? Box)> Faces, string? Error) Read(FaceSource source, InputPicture input)
    {
        try
        {
            return (source.Read(input), null);
        }
        catch (ImageException e)
        {
            return ([], e.Problem);
        }
        catch (MienException e)
        {
            return ([], e.Message);
        }
    }
}
