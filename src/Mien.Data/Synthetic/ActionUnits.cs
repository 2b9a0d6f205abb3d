using System.Collections.Immutable;

namespace Mien.Data.Synthetic;

/// <summary>Which half of a face, as its owner sees it: the right half is on the left of the picture.</summary>
public enum FaceSide
{
    /// <summary>The owner's right half.</summary>
    Right,
    /// <summary>The owner's left half.</summary>
    Left,
}

/// <summary>How strongly each action unit acts on each half of a face: the layer between an expression and its drawing.</summary>
/// <remarks>Immutable. 0 is rest, 1 the full movement (intensity E of the coding system).</remarks>
public sealed class ActionUnits
{
    private readonly ImmutableDictionary<(ActionUnit Unit, FaceSide Side), double> _activations;

    private ActionUnits(ImmutableDictionary<(ActionUnit, FaceSide), double> activations) => _activations = activations;

    /// <summary>A face at rest.</summary>
    public static ActionUnits None { get; } = new(ImmutableDictionary<(ActionUnit, FaceSide), double>.Empty);

    /// <summary>Activation of a unit on one half, in [0, 1].</summary>
    public double this[ActionUnit unit, FaceSide side] => _activations.GetValueOrDefault((unit, side));

    /// <summary>Mean activation of a unit over both halves, in [0, 1].</summary>
    public double this[ActionUnit unit] => (this[unit, FaceSide.Left] + this[unit, FaceSide.Right]) / 2;

    /// <summary>The same face with a unit set on both halves.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="activation">Limited to [0, 1].</param>
    public ActionUnits With(ActionUnit unit, double activation) =>
        With(unit, FaceSide.Left, activation).With(unit, FaceSide.Right, activation);

    /// <summary>The same face with a unit set on one half.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="side">The half.</param>
    /// <param name="activation">Limited to [0, 1].</param>
    public ActionUnits With(ActionUnit unit, FaceSide side, double activation) =>
        new(_activations.SetItem((unit, side), Math.Clamp(activation, 0, 1)));

    /// <summary>The usual notation in ascending order, for example "1+2+5+26"; R or L before a unit of one half; "0" at rest.</summary>
    public override string ToString()
    {
        var acting = Enum.GetValues<ActionUnit>().Where(unit => this[unit] > 0).Select(unit =>
            (this[unit, FaceSide.Right] > 0, this[unit, FaceSide.Left] > 0) switch
            {
                (true, false) => "R" + (int)unit,
                (false, true) => "L" + (int)unit,
                _ => $"{(int)unit}",
            });
        var text = string.Join("+", acting);
        return text.Length > 0 ? text : "0";
    }
}
