using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Mien.Data.Splitting;

/// <summary>What stands in the journal of a split, compiled ahead of time: reflecting on it took longer than moving 3,000 pictures.</summary>
[JsonSerializable(typeof(SplitPlan))]
[JsonSerializable(typeof(ImmutableArray<PassedOverPicture>))]
internal sealed partial class JournalJson : JsonSerializerContext;
