using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Mien.Core;
using Mien.Data.Tables;
using Mien.Imaging;
using Mien.Models;
using Mien.Reports;

namespace Mien.Experiments;

/// <summary>Writes explanations into a folder of their own: a picture with all maps of a face, each map as an array, and grids of feature maps.</summary>
/// <param name="folder">Where to; made where it is missing.</param>
public sealed class ExplanationFiles(string folder)
{
    private const int FeaturePx = 96;
    private const int FeatureColumns = 8;
    private readonly HashSet<string> _used = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Refuses a folder with anything in it.</summary>
    /// <exception cref="ConfigException">There is something in it.</exception>
    public static void RequireFree(string folder)
    {
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
        {
            throw new ConfigException($"Expected '{folder}' to be absent or empty, as nothing is ever overwritten; name another folder.");
        }
    }

    /// <summary>A name for the files of a face that no other has.</summary>
    /// <param name="picture">The picture that it is in.</param>
    public string NameFor(InputPicture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var stem = Safe(Path.GetFileNameWithoutExtension(picture.File)) + (picture.Frame is { } frame ? string.Create(CultureInfo.InvariantCulture, $".{frame:000000}") : "");
        var name = stem;
        for (var number = 2; !_used.Add(name); number++)
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{stem}-{number}");
        }

        return name;
    }

    /// <summary>Writes the maps of a face.</summary>
    /// <param name="name">As of <see cref="NameFor"/>.</param>
    /// <param name="face">The face.</param>
    /// <param name="explanation">What is explained of it.</param>
    /// <returns>The picture, and the array of each map.</returns>
    /// <exception cref="MienException">The folder cannot be written to.</exception>
    public (string Picture, ImmutableArray<string> Arrays) Write(string name, Image face, PictureExplanation explanation)
    {
        ArgumentNullException.ThrowIfNull(explanation);
        return Saved(() =>
        {
            Directory.CreateDirectory(folder);
            var picture = Path.Combine(folder, name + ".png");
            ImageCodec.Write(explanation.Draw(face, name), picture);
            var arrays = explanation.Maps.Select(map =>
            {
                var path = Path.Combine(folder, $"{name}.{map.Method}.{Safe(map.Target.Name)}.npy");
                NumpyWriter.Write(path, map.Map.Height, map.Map.Width, map.Map.Values.AsSpan());
                return path;
            });
            return (picture, arrays.ToImmutableArray());
        });
    }

    /// <summary>Writes a grid of the maps of each layer, numbered in the order in which they are computed.</summary>
    /// <param name="name">As of <see cref="NameFor"/>.</param>
    /// <param name="features">The maps.</param>
    /// <returns>The folder of the grids.</returns>
    /// <exception cref="MienException">The folder cannot be written to.</exception>
    public string WriteFeatures(string name, IReadOnlyList<FeatureMaps> features)
    {
        ArgumentNullException.ThrowIfNull(features);
        return Saved(() =>
        {
            var own = Path.Combine(folder, name + ".features");
            Directory.CreateDirectory(own);
            foreach (var (index, layer) in features.Index())
            {
                var cells = layer.Maps.Select((map, channel) => new ContactSheetCell(HeatOverlay.Draw(map, FeaturePx), channel.ToString(CultureInfo.InvariantCulture))).ToArray();
                var title = $"{layer.Layer}: {layer.Kind}, {layer.Maps.Length} of {layer.ChannelCount} maps of {layer.Maps[0].Width} x {layer.Maps[0].Height}";
                var path = Path.Combine(own, string.Create(CultureInfo.InvariantCulture, $"{index + 1:000}-{Safe(layer.Layer)}.png"));
                ImageCodec.Write(ContactSheet.Draw(cells, new() { Columns = FeatureColumns, PicturePx = FeaturePx, Title = title }), path);
            }

            return own;
        });
    }

    /// <summary>
    /// One line of JSON: <c>file</c>, <c>frame</c> of videos, <c>box</c> where a face was looked for, <c>expression</c>, <c>probability</c>, <c>valence</c> and <c>arousal</c> where the model
    /// gives them, <c>picture</c>, <c>features</c> where they were asked for, and <c>maps</c> with method, target, sign, file, height, width and largest value.
    /// </summary>
    /// <param name="face">A face with an explanation.</param>
    public static string Line(ExplainedFace face)
    {
        ArgumentNullException.ThrowIfNull(face);
        var explanation = face.Explanation ?? throw new ArgumentException($"Expected an explanation of {face.File} but there is none.", nameof(face));
        var maps = explanation.Maps.Zip(face.Arrays, (map, path) => new { map.Method, Target = map.Target.Name, map.Target.Sign, File = path, map.Map.Height, map.Map.Width, map.Map.Max });
        return JsonSerializer.Serialize(
            new { face.File, face.Frame, face.Box, explanation.Expression, Probability = explanation.Probabilities.Max(), explanation.Affect?.Valence, explanation.Affect?.Arousal, face.Picture, face.Features, Maps = maps },
            JsonOptions);
    }

    private static JsonSerializerOptions JsonOptions { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private T Saved<T>(Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MienException($"The explanation cannot be written into {folder}: {e.Message}", e);
        }
    }

    private static string Safe(string name) => string.Concat(name.Select(letter => char.IsLetterOrDigit(letter) || letter is '-' or '_' or '.' ? letter : '_'));
}
