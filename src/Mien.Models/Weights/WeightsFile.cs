using System.Collections.Immutable;
using System.Security.Cryptography;
using Mien.Core;
using Mien.Torch;
using Mien.Torch.Serialization;

namespace Mien.Models.Weights;

/// <summary>
/// A file of weights of any kind, told by its content and not by its name: PyTorch's .pth of both formats, safetensors, Keras' .h5, and the
/// models and checkpoints of this program.
/// </summary>
public sealed class WeightsFile : IDisposable
{
    /// <summary>How the last line of a message begins where another head would make the weights fit.</summary>
    public const string HeadHint = "Only the head differs";

    // The metadata of a checkpoint that 'mien train' writes, and what it puts before the names of the weights.
    private const string CheckpointKey = "mien.checkpoint", CheckpointPrefix = "model.";

    private static readonly ImmutableArray<string> AffectOutputs = ["arousal", "valence"];

    private readonly ITensorFile _tensors;
    private readonly string _prefix;

    private WeightsFile(string path, string format, ITensorFile tensors, ImmutableArray<string> remarks, string prefix = "")
    {
        (Path, Format, _tensors, _prefix) = (path, format, tensors, prefix);
        Remarks = [.. remarks.Select(remark => PlainText.Of(remark))]; // they quote names of the file
        Names = [.. tensors.Names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Select(name => name[prefix.Length..])];
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>"PyTorch", "safetensors", "Keras" or "checkpoint of Mien".</summary>
    public string Format { get; }

    /// <summary>The weights' names in the order of the file.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>What had to be decided to find the weights in the file, as sentences for the user; often empty.</summary>
    public ImmutableArray<string> Remarks { get; }

    /// <summary>The classes in the order of the outputs, if the file says so, as those of this program do; empty otherwise.</summary>
    public ImmutableArray<string> Labels { get; private init; } = [];

    /// <summary>The licence, if the file says so; null otherwise.</summary>
    public string? Licence { get; private init; }

    /// <summary>How pictures become the input, if the file says so by a name; null otherwise.</summary>
    public string? ScalingName { get; private init; }

    /// <summary>Opens a file and checks all of it but the values.</summary>
    /// <exception cref="CheckpointException">It is of no known kind, damaged, or asks for something that weights do not need.</exception>
    public static WeightsFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var start = ReadStart(path);
        if (KerasFile.Accepts(start))
        {
            var keras = KerasFile.Open(path);
            var layers = keras.Names.Select(name => name[..name.LastIndexOf('.')]).Distinct().Count();
            return new(path, "Keras", keras, [$"The file lists {keras.LayerCount} layers, {layers} of them with weights."]);
        }

        if (PthFile.Accepts(start))
        {
            var pth = PthFile.Open(path);
            return new(path, "PyTorch", pth, pth.Remarks);
        }

        var safetensors = Safetensors.Read(path);
        return safetensors.Metadata.ContainsKey(CheckpointKey)
            ? new(path, "checkpoint of Mien", safetensors, ["The file is a checkpoint; the state of the optimizer in it was not read."], CheckpointPrefix)
            : new(path, "safetensors", safetensors, [])
            {
                Labels = WeightsMetadata.Labels(safetensors.Metadata),
                Licence = WeightsMetadata.Licence(safetensors.Metadata),
                ScalingName = WeightsMetadata.ScalingName(safetensors.Metadata),
            };
    }

    /// <summary>SHA-256 of the file, 64 lower-case hexadecimal digits. Reads it all.</summary>
    public string Sha256()
    {
        using var stream = File.OpenRead(Path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>Shape and element type of a tensor, without reading it.</summary>
    /// <exception cref="CheckpointException">The file has no tensor of that name.</exception>
    public (ImmutableArray<long> Shape, DType DType) Describe(string name) => _tensors.Describe(_prefix + name);

    /// <summary>What is known of the file as weights of an architecture. Reads it all, for its SHA-256.</summary>
    public WeightsRecord ToRecord(ModelInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        return new()
        {
            File = System.IO.Path.GetFileName(Path), Sha256 = Sha256(), Model = info.Name, Input = PublishedInput.Of(info),
            RegressionOutputs = info.RegressionOutputCount == AffectOutputs.Length ? AffectOutputs : [],
            Labels = Labels.IsEmpty ? null : new(Labels), Licence = Licence,
        };
    }

    /// <summary>
    /// Builds a net around the weights: its tensors are those of the file, mapped into memory, so that nothing is there twice. Published names
    /// that have changed since are translated, the first kernel is summed for grey pictures, and a missing "num_batches_tracked" counts as 0;
    /// all else must fit.
    /// </summary>
    /// <param name="info">The architecture.</param>
    /// <param name="model">Classes, channels and whatever else the net shall have.</param>
    /// <param name="options">What may be done to make the weights fit; default nothing.</param>
    /// <remarks>The file must not be written to while the net is used; see <see cref="ITensorFile.Map"/>.</remarks>
    /// <exception cref="CheckpointException">The weights do not fit; lists every missing, unexpected and misshapen name.</exception>
    public LoadedModel Build(ModelInfo info, ModelOptions model, WeightsOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(info);
        ArgumentNullException.ThrowIfNull(model);
        options ??= new();
        using var scope = TensorScope.Begin();
        var module = Outline(info, model);
        try
        {
            return new(module, [.. Remarks, .. Fill(module, info, model, options)]);
        }
        catch
        {
            module.Dispose();
            throw;
        }
    }

    /// <summary>Copies the weights into a net that has memory, and else does as <see cref="Build"/>; what is to be replaced stays as it is.</summary>
    /// <param name="module">Built of <paramref name="info"/> with the options <paramref name="model"/>.</param>
    /// <param name="info">The architecture.</param>
    /// <param name="model">Its options.</param>
    /// <param name="options">What may be done to make the weights fit.</param>
    /// <returns>What was done, as sentences for the user.</returns>
    /// <exception cref="CheckpointException">The weights do not fit; nothing was changed.</exception>
    public ImmutableArray<string> CopyTo(Module module, ModelInfo info, ModelOptions model, WeightsOptions options)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(info);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        using var scope = TensorScope.Begin();
        return [.. Remarks, .. Fill(module, info, model, options)];
    }

    /// <summary>Finds out whether the weights fit a net, and keeps nothing; parameters, remarks and errors as for <see cref="Build"/>.</summary>
    public ImmutableArray<string> Try(ModelInfo info, ModelOptions model, WeightsOptions? options = null)
    {
        var loaded = Build(info, model, options);
        loaded.Module.Dispose();
        return loaded.Remarks;
    }

    /// <summary>Closes the file; nets that were built keep their weights.</summary>
    public void Dispose() => _tensors.Dispose();

    private ImmutableArray<string> Fill(Module module, ModelInfo info, ModelOptions model, WeightsOptions options)
    {
        var names = _tensors is KerasFile ? KerasNames.Translate(Names, module) : Names.ToDictionary(name => name);
        var state = info.PublishedNames.Translate(Names.ToDictionary(name => names[name], name => _tensors.Map(_prefix + name)));
        using var original = Outline(info, model with { ClassCount = model.ClassCount + 1, Head = null });
        var head = new HeadReplacement(module, original, state);
        var replaced = options.ReplacesHead ? head.Apply() : [];
        var (weights, greyKernel) = GreyInput.Adapt(module, state);
        try
        {
            module.LoadStateDict(weights, exempt: options.ReplacesHead ? head.Fresh : null);
        }
        catch (CheckpointException e)
        {
            var hint = !options.ReplacesHead && head.IsAllThatDiffers(e) ? $"\n{HeadHint} ({head.Difference}); ask for it to be replaced to train it anew." : "";
            throw new CheckpointException($"The weights of '{Path}' are not those of {info.Name}. {e.Message}{hint}", e);
        }

        module.InitializeMissing(options.Seed); // of outlines: nets with memory miss nothing
        return greyKernel is null ? replaced : [.. replaced, $"The kernel '{greyKernel}' was summed over its three colours for grey pictures."];
    }

    private static Module Outline(ModelInfo info, ModelOptions options)
    {
        using var shapes = ShapesOnly.Begin();
        return info.Build(options);
    }

    private static byte[] ReadStart(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            var start = new byte[16];
            return start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new CheckpointException($"Cannot read the weights '{path}': {e.Message}", e);
        }
    }
}
