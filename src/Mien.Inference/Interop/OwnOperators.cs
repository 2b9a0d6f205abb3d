using System.Runtime.InteropServices;

namespace Mien.Inference.Interop;

/// <summary>
/// Operators of Mien's own for ONNX Runtime (native/operators), where their library lies beside the program. Loaded at the first use, for the rest of the process.
/// </summary>
internal static unsafe class OwnOperators
{
    // The library reads it, too, once in a process.
    public const string LevelVariable = "MIEN_OPERATORS_LEVEL";

    private static readonly nint Library = NativeLibrary.TryLoad(Path.Combine(AppContext.BaseDirectory, "libmien_operators.so"), out var library) ? library : 0;

    /// <summary>Which kernels this processor can use: 4 with AVX-512, 3 with AVX2; 0 where there are none, or <see cref="LevelVariable"/> wants none.</summary>
    public static int Level => Library == 0 || Environment.GetEnvironmentVariable(LevelVariable) == "0" ? 0 : Ask("mien_operators_level");

    /// <summary>Of the layouts and the arithmetic. The library must be there.</summary>
    public static int Version => Ask("mien_operators_version");

    /// <summary>Whether they take weights of bfloat16. The library must be there.</summary>
    public static bool HasBfloat16 => Ask("mien_operators_bfloat16") == 1;

    /// <summary>Makes the operators known to sessions with these options; does nothing where there are none.</summary>
    public static void AddTo(OrtHandle options)
    {
        if (Level > 0)
        {
            OrtLibrary.Instance.Check(((delegate* unmanaged<nint, nint, nint>)NativeLibrary.GetExport(Library, "mien_operators_register"))(
                OrtLibrary.Instance.Table, options.DangerousGetHandle()));
        }
    }

    private static int Ask(string export) => ((delegate* unmanaged<int>)NativeLibrary.GetExport(Library, export))();
}
