namespace Mien.Torch;

/// <summary>The order in which a tensor's elements lie in memory; the values are those of libtorch's c10::MemoryFormat.</summary>
public enum MemoryFormat
{
    /// <summary>The last dimension is the fastest: (N, C, H, W) lies plane by plane.</summary>
    Contiguous = 0,

    /// <summary>As the source has it.</summary>
    Preserve = 1,

    /// <summary>(N, C, H, W) by its indices, but the channels of a pixel lie side by side. Convolutions on a CPU are faster so.</summary>
    ChannelsLast = 2,
}
