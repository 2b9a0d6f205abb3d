using System.Runtime.InteropServices;

namespace Mien.Cli;

/// <summary>Turns the first Ctrl-C, or a polite kill, into a cancellation, so that work ends in good order. The second one ends the process at once.</summary>
internal sealed class StopSignal : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly Action _onFirst;

    /// <param name="onFirst">Tells the user that it was heard.</param>
    public StopSignal(Action onFirst)
    {
        _onFirst = onFirst;
        _registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle)];
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        Array.ForEach(_registrations, registration => registration.Dispose());
        _source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        if (!_source.IsCancellationRequested)
        {
            context.Cancel = true;
            _onFirst();
            _source.Cancel();
        }
    }
}
