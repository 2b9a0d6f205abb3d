using System.Text.Encodings.Web;
using System.Text.Json;

namespace Mien.Cli.Commands;

/// <summary>How <c>--json</c> is written where a value is serialised as it is.</summary>
internal static class JsonStyle
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
