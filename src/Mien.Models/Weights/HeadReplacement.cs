using System.Collections.Immutable;
using Mien.Torch;

namespace Mien.Models.Weights;

/// <summary>
/// What differs between the head of a net and the head that a file has weights for. A net is held against the same architecture with its
/// own head and one class more: what both have is the backbone, so that no architecture has to name its head.
/// </summary>
internal sealed class HeadReplacement
{
    private readonly Dictionary<string, Tensor> _state;
    private readonly ImmutableArray<string> _fresh;
    private readonly ImmutableArray<string> _surplus;

    /// <param name="model">The net, with or without memory.</param>
    /// <param name="original">The same architecture with its own head for another number of classes.</param>
    /// <param name="state">The weights under the names of the net.</param>
    public HeadReplacement(Module model, Module original, Dictionary<string, Tensor> state)
    {
        _state = state;
        var (own, others) = (ShapesOf(model), ShapesOf(original));
        string[] head = [.. own.Where(item => !others.TryGetValue(item.Key, out var other) || !item.Value.SequenceEqual(other)).Select(item => item.Key)];
        var drawn = head.Where(name => !state.TryGetValue(name, out var found) || !own[name].SequenceEqual(found.Shape)).Select(ModuleOf).ToHashSet();
        _fresh = [.. head.Where(name => drawn.Contains(ModuleOf(name)))]; // fresh weights come for whole modules
        _surplus = [.. state.Keys.Where(name => !own.ContainsKey(name) && others.ContainsKey(name))];
        // The last layer's, whose rows are the classes; those before it may be hidden ones.
        Difference = _fresh.LastOrDefault(name => state.TryGetValue(name, out var found) && found.Rank > 0 && found.Rank == own[name].Length) is { } last
            ? state[last].Shape[0] == own[last][0] ? "the file has another one" : $"{state[last].Shape[0]} classes in the file, {own[last][0]} wanted"
            : _surplus.IsEmpty ? "the file has none of its own"
            : "the file has the head of the architecture, another one is wanted";
    }

    /// <summary>Tensors of the net's head whose module the file has not, or not in its shape.</summary>
    public ImmutableHashSet<string> Fresh => [.. _fresh];

    /// <summary>Such as "1000 classes in the file, 7 wanted".</summary>
    public string Difference { get; }

    /// <summary>Leaves the file's head out of the weights where it differs.</summary>
    /// <returns>What was done, as sentences for the user.</returns>
    public ImmutableArray<string> Apply()
    {
        if (_fresh.IsEmpty)
        {
            return [];
        }

        foreach (var name in _fresh.Concat(_surplus))
        {
            _state.Remove(name);
        }

        return [$"The head was replaced by fresh weights ({Difference}): {string.Join(", ", _fresh)}."];
    }

    /// <summary>Whether nothing else is wrong with the weights.</summary>
    public bool IsAllThatDiffers(CheckpointException problems) =>
        problems.Missing.Concat(problems.Misshapen.Select(item => item.Name)).All(_fresh.Contains) && problems.Unexpected.All(_surplus.Contains);

    private static string ModuleOf(string name) => name[..Math.Max(0, name.LastIndexOf('.'))];

    private static Dictionary<string, ImmutableArray<long>> ShapesOf(Module module) => module.StateDict().ToDictionary(item => item.Name, item => item.Tensor.Shape);
}
