using System.Text.Json.Serialization;
using Mien.Core;

namespace Mien.Experiments;

/// <summary>What a check found.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CheckStatus>))]
public enum CheckStatus
{
    /// <summary>As it should be.</summary>
    Ok,
    /// <summary>Something works slower or not at all, the rest does.</summary>
    Warning,
    /// <summary>Mien cannot train or predict without it.</summary>
    Missing,
}

/// <summary>One fact about the machine.</summary>
/// <param name="Name">What was looked at.</param>
/// <param name="Status">What was found.</param>
/// <param name="Value">The fact, or what is wrong.</param>
/// <param name="Mend">What to do about it; null when all is well.</param>
public sealed record Check(string Name, CheckStatus Status, string Value, string? Mend = null)
{
    internal static Check Ok(string name, string value) => new(name, CheckStatus.Ok, value);

    internal static Check Warning(string name, string value, string mend) => new(name, CheckStatus.Warning, value, mend);

    /// <summary>Runs checks that need a native library; its absence becomes a check of its own instead of an end.</summary>
    internal static IEnumerable<Check> Guard(string name, string mend, Func<IEnumerable<Check>> checks)
    {
        try
        {
            return [.. checks()];
        }
        catch (Exception e) when (e is MienException or DllNotFoundException or EntryPointNotFoundException or TypeInitializationException)
        {
            var cause = e is TypeInitializationException { InnerException: { } inner } ? inner : e;
            return [new(name, CheckStatus.Missing, cause.Message.ReplaceLineEndings(" "), mend)];
        }
    }
}
