using Mien.Core;
using Mien.Data;
using Mien.Models;
using Mien.Torch;
using Mien.Training;

namespace Mien.Experiments;

/// <summary>Everything a resolved recipe needs in memory: loaders, network, optimizer, loss.</summary>
internal sealed class TrainingSession : IDisposable
{
    private readonly ModelInfo _info;
    private readonly ModelOptions _options;
    private readonly DataLoader _trainLoader;
    private readonly DataLoader _validationLoader;

    /// <param name="recipe">Resolved.</param>
    /// <param name="data">Its pictures.</param>
    /// <exception cref="ConfigException">The model does not exist or has outputs that are no classes, or class weights do not fit the classes.</exception>
    public TrainingSession(Recipe recipe, ExperimentData data)
    {
        (Recipe, Data) = (recipe, data);
        var device = Device.Parse(recipe.Device!);
        var (network, labels) = (recipe.Model, data.Train.Labels);
        _info = ModelRegistry.Find(network.Name);
        Description = new(_info.Name, labels, recipe.Preprocessing)
        {
            Head = network.Head, Flattens = network.Flattens, BoundsRegression = network.BoundsRegression, StartedFrom = PretrainedWeights.Record(network.Weights),
        };
        _options = NetworkOptions.Of(Description, network);
        HasAffect = NetworkOptions.HasAffect(network.Name, network.Head);
        RequireAffect(recipe, data);
        Loss = LossFactory.Create(recipe.Loss, labels, data.Train.ClassCounts, HasAffect, device);
        Model = _info.Build(_options);
        RefuseAuxiliary(_info.Name, Model);
        Model.InitializeParameters(recipe.Seed);
        Freezing = new Freezing(Model, network, network.EffectiveMode is TrainingMode.Linear ? _info.HeadParameters(_options) : new HashSet<string>());
        Model.To(device).To(MemoryFormat.ChannelsLast);
        Optimizer = OptimizerFactory.Create(recipe.Optimizer, Model);
        _trainLoader = new DataLoader(data.Train, recipe.Preprocessing, Loading(recipe) with { Shuffle = true, ClassShares = LossFactory.ClassShares(recipe.Data, labels, data.Train.ClassCounts), Augment = recipe.Augment.Pipeline });
        _validationLoader = new DataLoader(data.Validation, recipe.Preprocessing, Loading(recipe));
    }

    public Recipe Recipe { get; }

    public ExperimentData Data { get; }

    public ModelDescription Description { get; }

    public Module Model { get; }

    public Freezing Freezing { get; }

    public Optimizer Optimizer { get; }

    /// <summary>Whether the network gives arousal and valence behind the class scores.</summary>
    public bool HasAffect { get; }

    public ITrainingLoss Loss { get; }

    /// <summary>Puts the weights that the recipe names in the place of random ones.</summary>
    /// <returns>What was done to make them fit, and what should be looked at, or without weights what to expect, as sentences for the user.</returns>
    /// <exception cref="CheckpointException">They cannot be read or do not fit, or are not those that the recipe means.</exception>
    public IReadOnlyList<string> LoadWeights() => Recipe.Model.Weights is not null ? PretrainedWeights.Load(Recipe, Model, _info, _options)
        : NormStatistics.Remark(Model, _trainLoader.BatchesPerEpoch) is { } remark ? [remark]
        : [];

    /// <summary>The average of the weights, where the recipe asks for one and there is a trainer; it begins with the weights of that moment.</summary>
    public WeightAverage? Average { get; private set; }

    /// <summary>Reads every picture once, so that a broken one is known before anything is trained.</summary>
    /// <exception cref="UnreadablePicturesException">Some pictures cannot be read; all of them are named.</exception>
    public void Decode(IProgress<DecodeProgress>? progress, CancellationToken cancellation)
    {
        var (first, second) = (Data.Train.Samples.Length, Data.Validation.Samples.Length);
        _trainLoader.Prepare(Part(0), cancellation);
        _validationLoader.Prepare(Part(first), cancellation);

        IProgress<int>? Part(int before) => progress is null ? null : new Forward(done => progress.Report(new(before + done, first + second)));
    }

    /// <summary>A trainer at the beginning of the run.</summary>
    /// <param name="callbacks">In the order in which they hear of everything.</param>
    /// <param name="time">Clock of the reports.</param>
    /// <param name="lossReadInterval">As for <see cref="TrainingPlan.LossReadInterval"/>; 0 for what suits the device.</param>
    public Trainer CreateTrainer(IEnumerable<TrainingCallback> callbacks, TimeProvider time, int lossReadInterval = 0)
    {
        var train = new LoaderBatchSource(_trainLoader, Data.Train, forTraining: true);
        var preprocessing = Recipe.Preprocessing;
        Average = Recipe.Ema.Decay is { } decay ? new WeightAverage(Model, decay, Recipe.Ema.WarmUp) : null;
        var stepsPerEpoch = (train.BatchCount + Recipe.Accumulate - 1) / Recipe.Accumulate;
        var plan = new TrainingPlan
        {
            Model = Model,
            Optimizer = Optimizer,
            Schedule = new(Recipe.Optimizer, Recipe.Schedule, Recipe.Epochs, stepsPerEpoch),
            Loss = Loss,
            Penalty = Recipe.Model.KernelL2 is { } l2 ? KernelPenalty.OfAll(Model, l2) : (Model as IKernelPenalties)?.Penalty(),
            Freezing = Freezing,
            Train = train,
            Validation = new LoaderBatchSource(_validationLoader, Data.Validation, forTraining: false),
            ClassCount = Data.Train.Labels.Count,
            HasAffect = HasAffect,
            BatchLayers = new(Recipe.Model.Augment),
            Mix = Recipe.Mix,
            Input = (preprocessing.HeightPx, preprocessing.WidthPx, preprocessing.Channels),
            Epochs = Recipe.Epochs,
            Seed = Recipe.Seed,
            Device = Device.Parse(Recipe.Device!),
            Autocast = RecipeResolver.Autocast(Recipe.Precision),
            ClipNorm = Recipe.Optimizer.ClipNorm,
            ClipValue = Recipe.Optimizer.ClipValue,
            Accumulate = Recipe.Accumulate,
            Average = Average,
            Monitor = Recipe.Monitor,
            LossReadInterval = lossReadInterval,
            Time = time,
        };
        return new Trainer(plan, callbacks);
    }

    public void Dispose()
    {
        _trainLoader.Dispose();
        _validationLoader.Dispose();
        Average?.Dispose();
        Optimizer.Dispose();
        Loss.Dispose();
        Model.Dispose();
    }

    private void RequireAffect(Recipe recipe, ExperimentData data)
    {
        if (HasAffect && !data.Train.HasAffect)
        {
            throw new ConfigException(
                $"Expected valence or arousal of the pictures in {recipe.Data.Path}, which {recipe.Model.Name} learns beside the expressions, but there is no annotations.csv with any. "
                + "'mien data import' and 'mien data synth' write one where the source knows them; mien models lists models for expressions alone.");
        }

        if (recipe.Loss.SoftLabels && !data.Train.HasVotes)
        {
            throw new ConfigException($"'loss.soft_labels': expected votes (columns soft_CLASS) in the annotations.csv of {recipe.Data.Path} but there are none for its classes.");
        }

        if (recipe.Monitor is MonitoredScore.Ccc && !HasAffect)
        {
            throw new ConfigException($"'monitor': expected a score of the expressions but got 'ccc', and {recipe.Model.Name} gives no valence and arousal.");
        }
    }

    // Their classifiers would stay as they were drawn.
    private static void RefuseAuxiliary(string name, Module model)
    {
        if (model is IAuxiliaryOutputs { HasAuxiliary: true })
        {
            throw new ConfigException($"Expected a model without auxiliary classifiers but {name} has some, which training does not cover; take {(model is GoogLeNet ? "googlenet" : "inception_v3_noaux")}.");
        }
    }

    private static LoaderOptions Loading(Recipe recipe) => new()
    {
        BatchSize = recipe.BatchSize,
        Workers = recipe.Workers ?? 0,
        Seed = recipe.Seed,
        CacheBytes = recipe.Data.CacheMib is { } mib ? (long)mib << 20 : null,
    };

    // Progress<T> would report on another thread, after the fact.
    private sealed class Forward(Action<int> report) : IProgress<int>
    {
        public void Report(int value) => report(value);
    }
}
