using System.Collections.Immutable;
using Mien.Torch.Interop;

namespace Mien.Torch;

/// <summary>Sees every module and every operator with one tensor as its result that is computed on a thread; for summaries, drawings and exports of networks.</summary>
/// <remarks>
/// Tensors are told apart by reference: each result is a new object, and an operator that works in place has its first input as output.
/// An observer computes nothing itself.
/// </remarks>
public abstract class ForwardObserver
{
    [ThreadStatic]
    private static ForwardObserver? _current;

    internal static ForwardObserver? Current => _current;

    /// <summary>Begins to observe this thread; end it with <c>using</c>. The innermost observer sees all.</summary>
    public static Scope Begin(ForwardObserver observer)
    {
        var scope = new Scope(_current);
        _current = observer;
        return scope;
    }

    /// <summary>A module begins to compute; modules that it calls come between this and its <see cref="Leave"/>.</summary>
    protected abstract void Enter(Module module, Tensor input);

    /// <summary>A module has computed.</summary>
    protected abstract void Leave(Module module, Tensor output);

    /// <summary>An operator has computed, inside the module that was entered last.</summary>
    protected abstract void Ran(OperatorCall call);

    internal void EnterModule(Module module, Tensor input) => Enter(module, input);

    internal void LeaveModule(Module module, Tensor output) => Leave(module, output);

    internal void RanOperator(string name, ReadOnlySpan<Argument> arguments, Tensor output)
    {
        var values = ImmutableArray.CreateBuilder<object?>(arguments.Length);
        foreach (ref readonly var argument in arguments)
        {
            values.Add(argument.Value);
        }

        Ran(new(name, values.MoveToImmutable(), output));
    }

    /// <summary>Restores the observer that was there before.</summary>
    public readonly ref struct Scope
    {
        private readonly ForwardObserver? _previous;

        internal Scope(ForwardObserver? previous) => _previous = previous;

        /// <summary>Ends the scope.</summary>
        public void Dispose() => _current = _previous;
    }
}
