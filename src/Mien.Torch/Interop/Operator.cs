using System.Runtime.InteropServices;

namespace Mien.Torch.Interop;

/// <summary>Any operator of libtorch, found by name at its first call and kept.</summary>
/// <param name="name">Name and overload as in the schema: "aten::add.Tensor", or "aten::relu" where there is one overload.</param>
internal sealed unsafe class Operator(string name)
{
    private nint _found;

    /// <summary>The schema as libtorch writes it.</summary>
    internal string Schema => Marshal.PtrToStringUTF8(NativeMethods.mien_torch_operator_schema(Found))!;

    // Finding twice on two threads gives the same operator; nothing is lost.
    private nint Found => _found != 0 ? _found : _found = Find();

    /// <summary>Calls an operator with one tensor as its result.</summary>
    internal Tensor Call(params ReadOnlySpan<Argument> arguments)
    {
        var output = ShapesOnly.IsOn ? ShapeRules.Apply(name, arguments) : null;
        if (output is null)
        {
            NativeValue result;
            Invoke(arguments, &result, 1);
            output = Tensor.Own(new TensorHandle((nint)result.Bits));
        }

        ForwardObserver.Current?.RanOperator(name, arguments, output);
        return output;
    }

    /// <summary>Calls an operator with two tensors as its results.</summary>
    internal (Tensor First, Tensor Second) CallForTwo(params ReadOnlySpan<Argument> arguments)
    {
        var results = stackalloc NativeValue[2];
        Invoke(arguments, results, 2);
        return (Tensor.Own(new TensorHandle((nint)results[0].Bits)), Tensor.Own(new TensorHandle((nint)results[1].Bits)));
    }

    /// <summary>Calls an operator with a list of tensors as its result.</summary>
    internal Tensor[] CallForMany(params ReadOnlySpan<Argument> arguments)
    {
        NativeValue result;
        Invoke(arguments, &result, 1);
        var tensors = new Tensor[result.Length];
        for (var i = 0; i < tensors.Length; i++)
        {
            tensors[i] = Tensor.Own(new TensorHandle(((nint*)result.Bits)[i]));
        }

        NativeMethods.mien_torch_handles_free((nint)result.Bits);
        return tensors;
    }

    /// <summary>Calls an operator with a number or a truth value (1 or 0) as its result.</summary>
    internal double CallForNumber(params ReadOnlySpan<Argument> arguments)
    {
        NativeValue result;
        Invoke(arguments, &result, 1);
        return result.Tag == ValueTag.Real ? BitConverter.Int64BitsToDouble(result.Bits) : result.Bits;
    }

    /// <summary>Calls an operator for its effect; what it returns is dropped.</summary>
    internal void CallInPlace(params ReadOnlySpan<Argument> arguments)
    {
        if (!(ShapesOnly.IsOn && arguments[0].Reference is Tensor { Device.IsMeta: true }))
        {
            Invoke(arguments, null, 0);
        }

        ForwardObserver.Current?.RanOperator(name, arguments, (Tensor)arguments[0].Reference!);
    }

    private void Invoke(ReadOnlySpan<Argument> arguments, NativeValue* results, int resultCount)
    {
        var frame = CallFrame.OfThread;
        NativeStatus status;
        try
        {
            status = NativeMethods.mien_torch_operator_call(Found, frame.Fill(arguments), arguments.Length, results, resultCount);
        }
        finally
        {
            frame.Release();
        }

        status.Check(name);
    }

    private nint Find()
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var (plain, overload) = dot < 0 ? (name, "") : (name[..dot], name[(dot + 1)..]);
        NativeMethods.mien_torch_operator_find(plain, overload, out var found).Check(name);
        return found;
    }
}
