using System.Collections.Immutable;
using System.Text.Json;
using Mien.Core;

namespace Mien.Models.Weights;

/// <summary>What the texts of a safetensors file say of its weights. The file is anybody's: what cannot be read counts as not said.</summary>
internal static class WeightsMetadata
{
    // As 'mien train' writes them.
    private const string LabelsKey = "mien.labels", PreprocessingKey = "mien.preprocessing";

    private const int LongestName = 200;

    private static readonly ImmutableArray<string> LicenceKeys = ["licence", "license"];

    public static ImmutableArray<string> Labels(IReadOnlyDictionary<string, string> metadata) =>
        Parse(metadata, LabelsKey) is { ValueKind: JsonValueKind.Array } list
            && list.EnumerateArray().All(label => label.ValueKind is JsonValueKind.String)
            && list.EnumerateArray().Select(label => label.GetString()!).ToImmutableArray() is { IsEmpty: false } labels
            && labels.All(IsName) && labels.Distinct().Count() == labels.Length
                ? labels
                : [];

    public static string? Licence(IReadOnlyDictionary<string, string> metadata) => LicenceKeys.Select(key => metadata.GetValueOrDefault(key)).FirstOrDefault(text => text is not null && IsName(text));

    public static string? ScalingName(IReadOnlyDictionary<string, string> metadata) =>
        Parse(metadata, PreprocessingKey) is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty("scaling", out var name) && name.ValueKind is JsonValueKind.String
            && name.GetString()! is var text && IsName(text)
                ? text
                : null;

    // It goes into recipes and onto terminals.
    private static bool IsName(string text) => text.Length <= LongestName && !string.IsNullOrWhiteSpace(text) && text == PlainText.Of(text);

    private static JsonElement? Parse(IReadOnlyDictionary<string, string> metadata, string key)
    {
        try
        {
            return metadata.TryGetValue(key, out var text) ? JsonElement.Parse(text) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
