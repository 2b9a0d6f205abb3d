using System.Collections.Immutable;
using Mien.Torch;

namespace Mien.Models.Weights;

/// <summary>
/// The tensors of a net that depend on the number of classes: its head. They are found by building the net for one class more, so that no
/// architecture has to name them.
/// </summary>
internal sealed class HeadReplacement
{
    private readonly Dictionary<string, Tensor> _state;
    private readonly ImmutableArray<(string Name, ImmutableArray<long> Wanted, ImmutableArray<long> Found)> _differing;

    /// <param name="model">The net, with or without memory.</param>
    /// <param name="larger">The same net for one class more.</param>
    /// <param name="state">The weights under the names of the net.</param>
    public HeadReplacement(Module model, Module larger, Dictionary<string, Tensor> state)
    {
        _state = state;
        var others = larger.StateDict().ToDictionary(item => item.Name, item => item.Tensor.Shape);
        _differing =
        [
            .. from item in model.StateDict()
               let shape = item.Tensor.Shape
               where !shape.SequenceEqual(others[item.Name]) && state.TryGetValue(item.Name, out var found) && !shape.SequenceEqual(found.Shape)
               select (item.Name, shape, state[item.Name].Shape),
        ];
    }

    /// <summary>Tensors of the head that the file has for another number of classes.</summary>
    public ImmutableHashSet<string> Names => [.. _differing.Select(item => item.Name)];

    /// <summary>Such as "1000 classes in the file, 7 wanted".</summary>
    public string Difference => _differing is [var first, ..] ? $"{first.Found[0]} classes in the file, {first.Wanted[0]} wanted" : "";

    /// <summary>What <see cref="Apply"/> did, as sentences for the user.</summary>
    public IEnumerable<string> Remarks => _differing.IsEmpty
        ? []
        : [$"The head was replaced by fresh weights ({Difference}): {string.Join(", ", _differing.Select(item => item.Name))}."];

    /// <summary>Leaves those tensors out.</summary>
    public void Apply()
    {
        foreach (var (name, _, _) in _differing)
        {
            _state.Remove(name);
        }
    }

    /// <summary>Whether nothing else is wrong with the weights.</summary>
    public bool IsAllThatDiffers(CheckpointException problems) =>
        problems.Missing.IsEmpty && problems.Unexpected.IsEmpty && problems.Misshapen.All(item => Names.Contains(item.Name));
}
