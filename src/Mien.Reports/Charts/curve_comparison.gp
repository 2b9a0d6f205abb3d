# Curves of several runs side by side. Set before: count, and history_0, name_0, history_1, name_1, ... (history.csv of each run).
# By hand: gnuplot -e "count=2; history_0='a/history.csv'; name_0='a'; history_1='b/history.csv'; name_1='b'" curve_comparison.gp > compare.png
set terminal pngcairo size 1500,480 font "DejaVu Sans,11" background "#ffffff"
set datafile separator comma
set border 3 linecolor "#787e8a"
set tics nomirror textcolor "#282c34"
set grid ytics linecolor "#e4e7ec" linetype 1
set xlabel "epoch" textcolor "#282c34"
set key textcolor "#282c34" noenhanced samplen 2
set colorsequence podo
count = int(count)
history(i) = value(sprintf("history_%d", i))
name(i) = value(sprintf("name_%d", i))
last = 1
do for [i=0:count-1] {
    stats history(i) using (column("epoch")) nooutput name "E"
    last = E_max > last ? E_max : last
}
set xrange [0.5 : last + 0.5]
set xtics ceil(last / 12.0)

set multiplot layout 1,3 margins 0.05,0.99,0.12,0.92 spacing 0.05
set yrange [0:*]
set title "validation loss (dashed: training)" textcolor "#282c34"
set key top right
plot for [i=0:count-1] history(i) using (column("epoch")):(column("val_loss")) with lines linewidth 2 linecolor i + 1 title name(i), \
     for [i=0:count-1] history(i) using (column("epoch")):(column("train_loss")) with lines linewidth 1 dashtype 2 linecolor i + 1 notitle
set yrange [0:1]
set title "validation accuracy (dashed: training)"
set key bottom right
plot for [i=0:count-1] history(i) using (column("epoch")):(column("val_accuracy")) with lines linewidth 2 linecolor i + 1 title name(i), \
     for [i=0:count-1] history(i) using (column("epoch")):(column("train_accuracy")) with lines linewidth 1 dashtype 2 linecolor i + 1 notitle
set title "validation macro F1"
plot for [i=0:count-1] history(i) using (column("epoch")):(column("val_macro_f1")) with lines linewidth 2 linecolor i + 1 title name(i)
unset multiplot
