using System.Collections.Immutable;

namespace Mien.Experiments;

/// <summary>A model whose answers are those of another one, changed.</summary>
internal abstract class ModelDecorator(TrainedModel inner) : TrainedModel(inner.Path, inner.Description, inner.HasAffect)
{
    public override ModelInput Input => inner.Input;

    public override ImmutableArray<ModelMember> Members => inner.Members;

    public override string? Augmentation => inner.Augmentation;

    public override string Engine => inner.Engine;

    public override bool IsBfloat16 => inner.IsBfloat16;

    /// <inheritdoc/>
    public override string PrecisionName => inner.PrecisionName;

    /// <summary>The other one.</summary>
    protected TrainedModel Inner => inner;

    public override void Dispose() => inner.Dispose();
}
