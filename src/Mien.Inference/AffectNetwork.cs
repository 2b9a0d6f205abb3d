using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Mien.Core;

namespace Mien.Inference;

/// <summary>
/// A network in ONNX Runtime together with what it takes and gives: preprocessed pictures in, probabilities, valence and arousal out.
/// Any number of threads may use it at once; results depend neither on how many do nor on how pictures are put together.
/// </summary>
public sealed class AffectNetwork : IDisposable
{
    // Memory grows with the batch: EfficientNet-B0 holds half a gigabyte for 16 pictures, and more of them are no faster.
    private const int MostTogether = 16;
    private const int MostValuesTogether = 1 << 25; // fewer of very large pictures

    // Pictures that one thread computes together: what operators hand to each other then stays in its cache. With ONNX Runtime's operators EfficientNet-B0 takes 12.5 ms a
    // picture of 224 x 224 for 4 together and 15.3 for 16, ResNet-18 9.2 ms of 96 x 96 for one and 7.0 for 8.
    private const int ValuesOfThread = 600_000;

    private readonly InferenceSession _session;
    private readonly Lazy<InferenceSession?> _serial;
    private readonly ConcurrentBag<float[]> _inputs = [];
    private readonly int[] _wanted;
    private readonly (int Output, int Column)[] _classes;
    private readonly (int Output, int Column)? _valence, _arousal;

    /// <summary>Takes over a session.</summary>
    /// <param name="session">Released with this object, and also where it does not fit.</param>
    /// <param name="signature">What the network takes and gives.</param>
    /// <param name="source">What messages call it.</param>
    /// <exception cref="InferenceException">The network takes or gives something else; everything that does not fit is said.</exception>
    public AffectNetwork(InferenceSession session, ModelSignature signature, string source)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(signature);
        (_session, Signature) = (session, signature);
        try
        {
            SignatureCheck.Require(session, signature, source);
        }
        catch
        {
            session.Dispose();
            throw;
        }

        _wanted = [.. signature.Outputs.Select(output => session.IndexOfOutput(output.Name))];
        _classes = [.. signature.Labels.Names.Select(name => signature.Find(name)!.Value)];
        (_valence, _arousal) = (signature.Find(ModelSignature.ValenceColumn), signature.Find(ModelSignature.ArousalColumn));
        Together = session.Input.Shape[0] == 1 ? 1 : Math.Clamp(MostValuesTogether / signature.ValuesPerPicture, 1, MostTogether);
        _serial = new(session.OpenSerial);
    }

    /// <summary>What it takes and gives.</summary>
    public ModelSignature Signature { get; }

    /// <summary>The texts that travel with the network.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _session.Metadata;

    /// <summary>How many pictures are computed at once; larger calls are cut.</summary>
    internal int Together { get; }

    /// <summary>Opens a file that 'mien export' wrote, or a model from elsewhere with its <see cref="ModelSidecar"/> beside it.</summary>
    /// <param name="path">The .onnx file.</param>
    /// <param name="threads">Threads of one run; 0, the default, is one per core. Several callers at once do best with 1.</param>
    /// <exception cref="InferenceException">ONNX Runtime is missing, or the file is no model, or nothing says what it takes and gives, or it takes or gives something else.</exception>
    /// <exception cref="ConfigException">What the sidecar says cannot be meant.</exception>
    public static AffectNetwork Load(string path, int threads = 0) => FromSession(InferenceSession.Load(path, threads), path);

    /// <summary>Takes over a session.</summary>
    /// <param name="session">Released with the network, and also where it does not fit.</param>
    /// <param name="path">The file that it is of.</param>
    /// <exception cref="InferenceException">As for <see cref="Load"/>.</exception>
    /// <exception cref="ConfigException">What the sidecar says cannot be meant.</exception>
    public static AffectNetwork FromSession(InferenceSession session, string path)
    {
        ArgumentNullException.ThrowIfNull(session);
        try
        {
            var sidecar = ModelSidecar.PathOf(path);
            var isForeign = !session.Metadata.ContainsKey(ModelMetadata.LabelsKey) && File.Exists(sidecar);
            return new(session, isForeign ? ModelSidecar.Read(sidecar) : ModelSignature.FromMetadata(session.Metadata, path), path);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Computes preprocessed pictures.</summary>
    /// <param name="pixels">Normalised values, shape (N, H, W, C).</param>
    /// <param name="count">N, at least 1.</param>
    /// <param name="cancellation">Ends it between two operators.</param>
    /// <returns>Probabilities, shape (N, classes), rows packed; valence and arousal per picture, none where the network gives none.</returns>
    /// <exception cref="ArgumentException">The values do not fit N pictures.</exception>
    /// <exception cref="InferenceException">The network cannot compute them.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public (float[] Probabilities, ValenceArousal[] Affect) Compute(ReadOnlySpan<float> pixels, int count, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var values = Signature.ValuesPerPicture;
        if (pixels.Length != (long)count * values)
        {
            throw new ArgumentException($"Expected {(long)count * values} values for {count} pictures but got {pixels.Length}.", nameof(pixels));
        }

        var answers = new AffectAnswers(Signature, count);
        var input = Rent();
        for (var first = 0; first < count; first += Together)
        {
            var together = Math.Min(Together, count - first);
            Arrange(pixels.Slice(first * values, together * values), input, together);
            Run(input.AsMemory(0, together * values), together, answers, first, cancellation);
        }

        _inputs.Add(input);
        return (answers.Probabilities, answers.Affect);
    }

    /// <summary>Releases the network once the runs that are under way have ended.</summary>
    public void Dispose()
    {
        if (_serial.IsValueCreated)
        {
            _serial.Value?.Dispose();
        }

        _session.Dispose();
    }

    private float[] Rent() => _inputs.TryTake(out var input) ? input : GC.AllocateUninitializedArray<float>(Together * Signature.ValuesPerPicture, pinned: true);

    // Several pictures are computed side by side, a piece on each thread: threads that share one piece wait for each other at every operator.
    private void Run(Memory<float> input, int count, AffectAnswers answers, int first, CancellationToken cancellation)
    {
        var (threads, values) = (_session.Threads, Signature.ValuesPerPicture);
        var most = Math.Max(1, ValuesOfThread / values);
        var pieces = Math.Min(count, (count + (most * threads) - 1) / (most * threads) * threads);
        if (pieces == 1 || _serial.Value is not { } serial)
        {
            Run(_session, input, count, answers, first, cancellation);
            return;
        }

        var size = (count + pieces - 1) / pieces;
        try
        {
            Parallel.For(0, (count + size - 1) / size, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, piece =>
            {
                var together = Math.Min(size, count - (piece * size));
                Run(serial, input.Slice(piece * size * values, together * values), together, answers, first + (piece * size), cancellation);
            });
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }

    private void Run(InferenceSession session, ReadOnlyMemory<float> input, int count, AffectAnswers answers, int first, CancellationToken cancellation)
    {
        var outputs = new Memory<float>[_session.Outputs.Length];
        for (var i = 0; i < _wanted.Length; i++)
        {
            outputs[_wanted[i]] = new float[count * Signature.Outputs[i].Columns.Length];
        }

        var (height, width, channels) = (Signature.Preprocessing.HeightPx, Signature.Preprocessing.WidthPx, Signature.Preprocessing.Channels);
        ReadOnlySpan<long> shape = Signature.Layout == InputLayout.Nchw ? [count, channels, height, width] : [count, height, width, channels];
        if (session.Input.Type == ElementType.UInt8)
        {
            var repeats = PixelInput.Channels(session.Input) / channels; // grey pictures for a network that makes them grey itself
            session.Run(PixelInput.ToBytes(input.Span, repeats), [count, height, width, channels * repeats], outputs, cancellation);
        }
        else
        {
            session.Run(input, shape, outputs, cancellation);
        }

        for (var picture = 0; picture < count; picture++)
        {
            answers.SetScores(first + picture, Values(_classes, outputs, picture));
            if (_valence is { } valence && _arousal is { } arousal)
            {
                var pair = Values([valence, arousal], outputs, picture);
                answers.Affect[first + picture] = new(Signature.ValenceRange.ToWhole(pair[0]), Signature.ArousalRange.ToWhole(pair[1]));
            }
        }
    }

    private float[] Values(ReadOnlySpan<(int Output, int Column)> places, Memory<float>[] outputs, int picture)
    {
        var values = new float[places.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var (output, column) = places[i];
            values[i] = outputs[_wanted[output]].Span[(picture * Signature.Outputs[output].Columns.Length) + column];
        }

        return values;
    }

    /// <summary>(N, H, W, C) to the order of the network.</summary>
    private void Arrange(ReadOnlySpan<float> interleaved, Span<float> input, int count)
    {
        if (Signature.Layout == InputLayout.Nhwc)
        {
            interleaved.CopyTo(input);
            return;
        }

        var (places, channels) = (Signature.Preprocessing.HeightPx * Signature.Preprocessing.WidthPx, Signature.Preprocessing.Channels);
        for (var picture = 0; picture < count; picture++)
        {
            var from = interleaved.Slice(picture * places * channels, places * channels);
            var planes = input.Slice(picture * places * channels, places * channels);
            if (channels == 1)
            {
                from.CopyTo(planes);
                continue;
            }

            var red = planes[..places];
            var green = planes.Slice(places, places);
            var blue = planes[(2 * places)..];
            for (int place = 0, value = 0; place < red.Length; place++, value += 3)
            {
                red[place] = from[value];
                green[place] = from[value + 1];
                blue[place] = from[value + 2];
            }
        }
    }
}
