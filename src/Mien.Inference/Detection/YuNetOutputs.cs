using System.Collections.Immutable;

namespace Mien.Inference;

/// <summary>The twelve outputs of a YuNet: for each of three strides what every cell of a grid says, row by row.</summary>
internal sealed class YuNetOutputs
{
    /// <summary>Pixels between two cells of the grids.</summary>
    public static readonly ImmutableArray<int> Strides = [8, 16, 32];

    private static readonly ImmutableArray<(string Name, int Values)> Kinds = [("cls", 1), ("obj", 1), ("bbox", 4), ("kps", 10)];

    private readonly InferenceSession _session;
    private readonly int[] _places;

    /// <summary>Finds the outputs of a network.</summary>
    /// <exception cref="InferenceException">It is no YuNet; everything that does not fit is said.</exception>
    public YuNetOutputs(InferenceSession session, string source)
    {
        _session = session;
        string[] problems = [.. Input(session.Input), .. Strides.SelectMany(stride => Kinds.Select(kind => Output(session, stride, kind.Name, kind.Values))).OfType<string>()];
        if (problems.Length > 0)
        {
            throw new InferenceException($"{source} is no YuNet, which finds faces: {string.Join("; ", problems)}.");
        }

        _places = [.. Strides.SelectMany(stride => Kinds.Select(kind => session.IndexOfOutput(Name(kind.Name, stride))))];
    }

    /// <summary>How many cells a grid has.</summary>
    public static int CellCount(int stride, int width, int height) => (width / stride) * (height / stride);

    /// <summary>How many values all outputs have.</summary>
    public static int ValueCount(int width, int height) => Strides.Sum(stride => CellCount(stride, width, height)) * Kinds.Sum(kind => kind.Values);

    /// <summary>Cuts memory for all outputs into that of each.</summary>
    /// <returns>By place among the outputs of the session, for running; and by stride and kind.</returns>
    public (Memory<float>[] ForSession, Memory<float>[] Ordered) Cut(Memory<float> memory, int width, int height)
    {
        var (forSession, ordered) = (new Memory<float>[_session.Outputs.Length], new Memory<float>[_places.Length]);
        for (var index = 0; index < _places.Length; index++)
        {
            var length = CellCount(Strides[index / Kinds.Length], width, height) * Kinds[index % Kinds.Length].Values;
            forSession[_places[index]] = ordered[index] = memory[..length];
            memory = memory[length..];
        }

        return (forSession, ordered);
    }

    private static string Name(string kind, int stride) => $"{kind}_{stride}";

    private static IEnumerable<string> Input(TensorInfo input)
    {
        if (input.Shape is not [1 or -1, 3, var height, var width] || (height < 0) != (width < 0) || (height > 0 && (height % 32 != 0 || width % 32 != 0)))
        {
            yield return $"expected an input (1, 3, height, width) with sides that are multiples of 32, or any, but it takes '{input.Name}' {Text(input)}";
        }
    }

    private static string? Output(InferenceSession session, int stride, string kind, int values)
    {
        if (session.IndexOfOutput(Name(kind, stride)) is not (>= 0 and var index))
        {
            return $"expected an output '{Name(kind, stride)}' but there is none";
        }

        var output = session.Outputs[index];
        var cells = session.Input.Shape is [_, _, > 0 and var height, > 0 and var width] ? CellCount(stride, (int)width, (int)height) : -1;
        return output.Shape is [1 or -1, var count, var last] && last == values && (count < 0 || cells < 0 || count == cells)
            ? null
            : $"expected '{output.Name}' ({(cells < 0 ? "n" : cells)}, {values}) for one picture but it has {Text(output)}";
    }

    private static string Text(TensorInfo info) => $"({string.Join(", ", info.Shape)}), where -1 is any number";
}
