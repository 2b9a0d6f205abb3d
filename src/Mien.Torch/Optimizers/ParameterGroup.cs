namespace Mien.Torch;

/// <summary>Parameters that an optimizer changes alike.</summary>
public sealed class ParameterGroup
{
    /// <param name="name">What messages and reports call it.</param>
    /// <param name="parameters">The parameters; none is in two groups of an optimizer.</param>
    /// <param name="learningRate">The rate that schedules start from, finite and not negative.</param>
    /// <param name="weightDecay">How strongly the values are drawn to 0, not negative; the optimizer says in which way.</param>
    /// <param name="momentum">See <see cref="Momentum"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public ParameterGroup(string name, IEnumerable<NamedTensor> parameters, double learningRate, double weightDecay = 0, double momentum = 0)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Setting.Check(weightDecay, double.MaxValue, nameof(weightDecay));
        (Name, Parameters) = (name, [.. parameters]);
        BaseLearningRate = LearningRate = learningRate;
        WeightDecay = weightDecay;
        BaseMomentum = Momentum = momentum;
    }

    /// <summary>What messages and reports call it.</summary>
    public string Name { get; }

    /// <summary>The parameters, in the order given.</summary>
    public IReadOnlyList<NamedTensor> Parameters { get; }

    /// <summary>The rate that schedules start from.</summary>
    public double BaseLearningRate { get; }

    /// <summary>Size of the next step, finite and not negative; a schedule sets it before each step.</summary>
    public double LearningRate
    {
        get;
        set => field = double.IsFinite(value) && value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Expected a learning rate that is finite and not negative.");
    }

    /// <summary>How strongly the values are drawn to 0.</summary>
    public double WeightDecay { get; }

    /// <summary>The momentum that the group was made with.</summary>
    public double BaseMomentum { get; }

    /// <summary>Share of the last direction that is kept in the next step, in [0, 1]: the momentum of SGD and RMSprop, beta 1 of Adam. Some schedules change it from step to step.</summary>
    public double Momentum
    {
        get;
        set
        {
            Setting.Check(value, 1, nameof(Momentum));
            field = value;
        }
    }
}

/// <summary>Checks the settings of optimizers.</summary>
internal static class Setting
{
    public static void Check(double value, double most, string name)
    {
        if (!(value >= 0 && value <= most))
        {
            throw new ArgumentOutOfRangeException(name, value, $"Expected a value from 0 to {most}.");
        }
    }
}

/// <summary>Whose definition of an optimizer is meant, where they differ.</summary>
public enum OptimizerFlavor
{
    /// <summary>As PyTorch defines it.</summary>
    Torch,

    /// <summary>As Keras 2.11 defines it.</summary>
    Keras,
}
