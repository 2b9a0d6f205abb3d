using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Mien.Training;

/// <summary>What a checkpoint holds beside tensors. Learning rate (but for a plateau), order and augmentation need no state: they are functions of the position.</summary>
internal sealed record TrainingState
{
    /// <summary>The epoch in progress, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Batches of it that are done.</summary>
    public required int Batch { get; init; }

    /// <summary>Steps of the run that are done.</summary>
    public required long Step { get; init; }

    /// <summary>Its running sums.</summary>
    public required EpochSums Sums { get; init; }

    /// <summary>Finished epochs.</summary>
    public required ImmutableArray<EpochReport> History { get; init; }

    /// <summary>The best of them.</summary>
    public required BestEpoch? Best { get; init; }

    /// <summary>What the schedule remembers of earlier epochs; null for nothing.</summary>
    public JsonNode? Schedule { get; init; }

    /// <summary>Why the run is finished although epochs are left; null while it is not.</summary>
    public string? FinishReason { get; init; }

    /// <summary>States of callbacks by type name.</summary>
    public required Dictionary<string, JsonNode> Callbacks { get; init; }

    private static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public string ToJson() => JsonSerializer.Serialize(this, Options);

    /// <exception cref="JsonException">It is not what <see cref="ToJson"/> wrote.</exception>
    public static TrainingState FromJson(string json) =>
        JsonSerializer.Deserialize<TrainingState>(json, Options) ?? throw new JsonException("The state is null.");
}
