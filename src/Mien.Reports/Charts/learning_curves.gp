# Loss and scores over the epochs of a run. Set before: history (history.csv of the run), title; affect, not empty where it has columns of valence and arousal.
# By hand: gnuplot -e "history='runs/x/history.csv'; title='x'" learning_curves.gp > curves.png
set terminal pngcairo size 1200,480 font "DejaVu Sans,11" background "#ffffff"
set datafile separator comma
set border 3 linecolor "#787e8a"
set tics nomirror textcolor "#282c34"
set grid ytics linecolor "#e4e7ec" linetype 1
set xlabel "epoch" textcolor "#282c34"
set key top left textcolor "#282c34" noenhanced samplen 2
set style line 1 linecolor "#317aba" linewidth 2 pointtype 7 pointsize 0.6
set style line 2 linecolor "#d9822b" linewidth 2 pointtype 7 pointsize 0.6
set style line 3 linecolor "#2ea05a" linewidth 2 pointtype 7 pointsize 0.6
set style line 4 linecolor "#c42b2b" linewidth 1.5 pointtype 6 pointsize 1.8
set style line 5 linecolor "#7d4bb0" linewidth 1.5 dashtype 2 pointtype 7 pointsize 0.5
set style line 6 linecolor "#787e8a" linewidth 1.5 dashtype 2 pointtype 7 pointsize 0.5
if (!exists("affect")) { affect = "" }
more = ""
if (strlen(affect)) { more = 'history using (column("epoch")):(column("val_valence_ccc")) with linespoints linestyle 5 title "validation CCC of valence", history using (column("epoch")):(column("val_arousal_ccc")) with linespoints linestyle 6 title "validation CCC of arousal", ' }

stats history using (column("epoch")) nooutput name "E"
set xrange [E_min - 0.5 : E_max + 0.5]
step = ceil((E_max - E_min + 1) / 12.0)
set xtics step
stats history using (column("train_loss")) nooutput name "T"
stats history using (column("val_loss")) nooutput name "V"
# Of a loss that is never a number, stats leaves nothing.
if (!exists("T_max")) { T_max = -1; T_min = 0 }
if (!exists("V_max")) { V_max = -1; V_min = 0; V_median = T_max }
largest = T_max > V_max ? T_max : V_max
smallest = T_min < V_min ? T_min : V_min

set multiplot layout 1,2 title title noenhanced textcolor "#282c34" margins 0.06,0.98,0.12,(strlen(title) ? 0.88 : 0.96) spacing 0.09
set key top right
if (largest >= 0) { set yrange [0:*] } else { set yrange [0:1]; set label 1 "never a number" at graph 0.5, 0.5 center textcolor "#787e8a" }
set ylabel "loss" textcolor "#282c34"
# A loss that explodes for an epoch would press all others flat.
if (largest > 5 * V_median && smallest > 0) { set logscale y; set ytics (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000); set yrange [smallest * 0.8 : largest * 1.25]; set ylabel "loss, logarithmic" textcolor "#282c34" }
plot history using (column("epoch")):(column("train_loss")) with linespoints linestyle 1 title "training", \
     history using (column("epoch")):(column("val_loss")) with linespoints linestyle 2 title "validation", \
     NaN notitle
unset label 1

unset logscale y
set ytics autofreq
set key bottom right
set yrange [0:1]
set ylabel "score" textcolor "#282c34"
plot history using (column("epoch")):(column("train_accuracy")) with linespoints linestyle 1 title "training accuracy", \
     history using (column("epoch")):(column("val_accuracy")) with linespoints linestyle 2 title "validation accuracy", \
     history using (column("epoch")):(column("val_macro_f1")) with linespoints linestyle 3 title "validation macro F1", \
     @more history using (column("epoch")):(column("is_best") > 0 ? column("val_macro_f1") : NaN) with points linestyle 4 title "best so far"
unset multiplot
