using System.Text.Json;
using Mien.Torch;
using Mien.Torch.Serialization;

namespace Mien.Training;

/// <summary>
/// A run at one moment, in one safetensors file: <c>model.*</c>, <c>optimizer.*</c>, <c>ema.*</c>, and in the metadata the position, sums and
/// history as JSON and the recipe. Written so that a kill at any time leaves the old file or the new one.
/// </summary>
public sealed class Checkpoint
{
    private const string ModelPrefix = "model.";
    private const string OptimizerPrefix = "optimizer.";
    private const string AveragePrefix = "ema.";
    private const string FormatKey = "mien.checkpoint";
    private const string FormatVersion = "1";
    private const string StateKey = "mien.state";
    private const string RecipeKey = "mien.recipe";

    private readonly string _path;
    private readonly TrainingState _state;

    private Checkpoint(string path, TrainingState state, string recipe) => (_path, _state, Recipe) = (path, state, recipe);

    /// <summary>The resolved recipe of the run, YAML.</summary>
    public string Recipe { get; }

    /// <summary>The epoch in progress, from 1.</summary>
    public int Epoch => _state.Epoch;

    /// <summary>Batches of it that are done.</summary>
    public int Batch => _state.Batch;

    /// <summary>Whether nothing is left to do: all epochs are done, or the run was found to need no more.</summary>
    /// <param name="epochs">Epochs of the run.</param>
    public bool IsFinished(int epochs) => Epoch > epochs || _state.FinishReason is not null;

    /// <summary>What the run had achieved, for one that was finished.</summary>
    public FitReport ToReport() => new()
    {
        Outcome = FitOutcome.Finished,
        History = _state.History,
        Best = _state.Best,
        Step = _state.Step,
        Duration = TimeSpan.Zero,
        Reason = _state.FinishReason,
    };

    /// <summary>Saves a run as it stands.</summary>
    /// <param name="path">Target; replaced in one step.</param>
    /// <param name="run">The run.</param>
    /// <param name="recipe">Its resolved recipe, YAML.</param>
    /// <exception cref="NonFiniteException">A weight is NaN or infinite; nothing is written.</exception>
    /// <exception cref="IOException">The disk is full or the like; the old file is untouched.</exception>
    public static void Write(string path, RunContext run, string recipe)
    {
        ArgumentNullException.ThrowIfNull(run);
        RequireFinite(run);
        var tensors = run.Plan.Model.StateDict().Select(item => (ModelPrefix + item.Name, item.Tensor))
            .Concat(run.Plan.Optimizer.StateDict().Select(item => (OptimizerPrefix + item.Key, item.Value)))
            .Concat(run.Plan.Average?.StateDict().Select(item => (AveragePrefix + item.Name, item.Tensor)) ?? []);
        Safetensors.Write(path, tensors, new Dictionary<string, string>
        {
            [FormatKey] = FormatVersion,
            [StateKey] = run.Capture().ToJson(),
            [RecipeKey] = recipe,
        });
    }

    /// <summary>Opens a checkpoint.</summary>
    /// <exception cref="CheckpointException">It is no checkpoint of this program, or of another version.</exception>
    public static Checkpoint Read(string path)
    {
        using var file = Safetensors.Read(path);
        if (file.Metadata.GetValueOrDefault(FormatKey) != FormatVersion)
        {
            throw new CheckpointException($"Expected a checkpoint of version {FormatVersion} but {path} is {file.Metadata.GetValueOrDefault(FormatKey, "none")}.");
        }

        try
        {
            return new(path, TrainingState.FromJson(file.Metadata[StateKey]), file.Metadata[RecipeKey]);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException)
        {
            throw new CheckpointException($"The state in checkpoint {path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Puts a run of the same model, optimizer and callbacks where this one stood.</summary>
    /// <exception cref="CheckpointException">The tensors do not fit the model.</exception>
    public void Restore(RunContext run)
    {
        ArgumentNullException.ThrowIfNull(run);
        using var scope = TensorScope.Begin();
        using var file = Safetensors.Read(_path);
        run.Plan.Model.LoadStateDict(Load(file, ModelPrefix));
        run.Plan.Optimizer.LoadStateDict(Load(file, OptimizerPrefix));
        run.Plan.Average?.LoadStateDict(Load(file, AveragePrefix));
        run.Restore(_state);
    }

    private static Dictionary<string, Tensor> Load(SafetensorsFile file, string prefix) =>
        file.Names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(name => name[prefix.Length..], file.Load);

    // A finite loss may have an infinite gradient: the weights are then lost one step before the loss shows it.
    private static void RequireFinite(RunContext run)
    {
        using var scope = TensorScope.Begin();
        using var noGrad = NoGrad.Begin();
        foreach (var (name, tensor) in run.Plan.Model.StateDict().Where(item => item.Tensor.DType.IsFloatingPoint()))
        {
            if (!double.IsFinite(tensor.Sum().ToDouble()))
            {
                throw NonFiniteException.OfWeight(name, run.Step);
            }
        }
    }
}
