// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/themestyle.h"

#include "theme/theme.h"

#include <QColor>
#include <QHash>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

// @name stands for a colour of the theme.
const QString &sheet()
{
    static const QString text = uR"(
QMainWindow, QDialog { background: @panel; }
QMainWindow::separator { background: @border; width: 1px; height: 1px; }
QMainWindow::separator:hover { background: @on; }
QSplitter::handle:vertical { background: @panel; border-top: 1px solid @border; height: 5px; }
QToolTip { color: @text; background: @panel; border: 1px solid @border; padding: 4px 6px; }

QLabel { background: transparent; }
QLabel[kind="muted"], signalbox--Paragraph[kind="muted"] { color: @mutedText; }
QLabel[kind="title"] { font-weight: 600; }
QLabel[kind="heading"] { font-size: 20px; font-weight: 600; }
QLabel[kind="fault"] { color: @fault; }
QLabel[kind="key"] { background: @base; border: 1px solid @border; border-radius: 3px; padding: 1px 6px; }
QFrame[kind="bar"] { background: @panel; border: none; border-bottom: 1px solid @border; }
QFrame[kind="header"] { background: @panel; border: none; border-bottom: 1px solid @border; }
QFrame[kind="card"] { background: @base; border: 1px solid @border; border-radius: 6px; }

QPushButton { background: @button; border: 1px solid @border; border-radius: 4px; padding: 4px 14px;
    min-height: 18px; outline: none; }
QPushButton:hover { background: @hover; }
QPushButton:pressed { background: @selection; }
QPushButton:checked { background: @selection; border-color: @on; }
QPushButton:focus { border: 2px solid @on; padding: 3px 13px; }
QPushButton:disabled { color: @disabledText; background: @panel; }
QPushButton[kind="primary"] { background: @on; color: @onText; border-color: @on; font-weight: 600; }
QPushButton[kind="primary"]:hover { background: @onHover; }
QPushButton[kind="primary"]:focus { border-color: @text; }
QPushButton[kind="primary"]:disabled { background: @panel; color: @disabledText; border-color: @border; }
QPushButton[kind="danger"] { background: @dangerFill; color: @dangerText; border-color: @dangerFill;
    font-weight: 600; }
QPushButton[kind="danger"]:hover { background: @dangerHover; }
QPushButton[kind="danger"]:focus { border-color: @text; }
QPushButton[kind="danger"]:disabled { background: @panel; color: @disabledText; border-color: @border; }
QPushButton[kind="flat"], QPushButton[kind="link"] { background: transparent; border-color: transparent;
    padding: 3px 8px; }
QPushButton[kind="flat"]:hover { background: @hover; }
QPushButton[kind="flat"]:focus, QPushButton[kind="link"]:focus { border: 1px solid @on; padding: 3px 8px; }
QPushButton[kind="link"] { color: @on; }
QPushButton[kind="link"]:hover { text-decoration: underline; }
QPushButton[kind="chip"], QToolButton[kind="chip"] { background: @base; border: 1px solid @border;
    border-radius: 12px; padding: 2px 10px; min-height: 18px; font-size: 12px; }
QPushButton[kind="chip"]:hover, QToolButton[kind="chip"]:hover { background: @hover; }
QPushButton[kind="chip"]:checked, QToolButton[kind="chip"]:checked { background: @selection;
    border-color: @selectionBorder; font-weight: 600; }
QPushButton[kind="chip"]:focus, QToolButton[kind="chip"]:focus { border-color: @on; }
QPushButton[kind="band"], QToolButton[kind="band"] { background: rgba(0, 0, 0, 40); color: white;
    border: 1px solid rgba(255, 255, 255, 130); border-radius: 4px; padding: 1px 5px; min-height: 16px;
    font-size: 12px; font-weight: 500; }
QToolButton[kind="band"][iconic="true"] { padding: 1px 1px 1px 8px; }
QPushButton[kind="band"]:hover, QToolButton[kind="band"]:hover { background: rgba(255, 255, 255, 40); }
QPushButton[kind="band"]:focus, QToolButton[kind="band"]:focus { border-color: white;
    background: rgba(255, 255, 255, 50); }
QPushButton[kind="band"]::menu-indicator, QToolButton[kind="band"]::menu-indicator { image: none; }
QPushButton::menu-indicator { subcontrol-position: right center; right: 6px; image: url(@arrow); width: 9px; }

QToolButton { background: transparent; border: 1px solid transparent; border-radius: 4px; padding: 3px 8px;
    min-height: 18px; }
QToolButton:hover { background: @hover; }
QToolButton:pressed { background: @selection; }
QToolButton:checked { background: @selection; border-color: @selectionBorder; }
QToolButton:focus { border-color: @on; }
QToolButton:disabled { color: @disabledText; }
QToolButton::menu-indicator { image: none; }
QToolButton[kind="icon"], QToolButton[kind="bandIcon"] { padding: 0; min-height: 0; }
QToolButton[kind="bandIcon"]:hover { background: rgba(255, 255, 255, 40); }
QToolButton[kind="bandIcon"]:focus { border-color: white; }

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox, QDateTimeEdit { background: @base;
    border: 1px solid @border; border-radius: 4px; padding: 3px 8px; selection-background-color: @on;
    selection-color: @onText; }
QLineEdit, QComboBox { min-height: 20px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus { border-color: @on; }
QLineEdit:disabled, QComboBox:disabled { color: @disabledText; background: @panel; }
QPlainTextEdit[kind="flush"] { border: none; border-top: 1px solid @border; border-radius: 0; }
QLineEdit[wrong="true"] { border-color: @fault; }
QLineEdit QToolButton { border: none; padding: 0; min-height: 0; }
QComboBox::drop-down { border: none; width: 22px; }
QComboBox::down-arrow { image: url(@arrow); width: 9px; height: 9px; }
QComboBox QAbstractItemView { background: @base; border: 1px solid @border; outline: none;
    selection-background-color: @selection; selection-color: @text; }

QCheckBox, QRadioButton { spacing: 8px; outline: none; }
QCheckBox:disabled, QRadioButton:disabled { color: @disabledText; }
QCheckBox::indicator, QRadioButton::indicator { width: 12px; height: 12px; border: 1px solid @on;
    background: @base; }
QCheckBox::indicator { border-radius: 3px; }
QCheckBox::indicator:checked { background: @on; image: url(@tick); }
QRadioButton::indicator { border-radius: 7px; }
QRadioButton::indicator:checked { width: 6px; height: 6px; border-width: 4px; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border-color: @text; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: @disabledText; }
QCheckBox::indicator:checked:disabled { background: @disabledText; }

QSlider::groove:horizontal { background: @scrollBar; border: none; border-radius: 2px; height: 4px; }
QSlider::sub-page:horizontal { background: @on; border-radius: 2px; }
QSlider::sub-page:horizontal:disabled, QSlider[subdued="true"]::sub-page:horizontal { background: @scrollBar; }
QSlider::handle:horizontal { background: @button; border: 1px solid @mutedText; border-radius: 7px;
    width: 12px; margin: -5px 0; }
QSlider::handle:horizontal:hover { background: @hover; }
QSlider::handle:horizontal:focus { border: 2px solid @on; border-radius: 7px; width: 10px; }
QSlider::handle:horizontal:disabled { border-color: @border; }

QTabWidget::pane { border: none; border-top: 1px solid @border; }
QTabBar { background: transparent; border: none; }
QTabBar::tab { background: transparent; color: @mutedText; border: none; border-bottom: 2px solid transparent;
    padding: 5px 12px; }
QTabBar::tab:hover { color: @text; }
QTabBar::tab:selected { color: @text; font-weight: 600; border-bottom-color: @on; }
QTabBar::tab:focus { background: @hover; }

QAbstractItemView { background: @base; alternate-background-color: @base; border: none; outline: none;
    gridline-color: @rowLine; selection-background-color: @selection; selection-color: @text; }
QHeaderView { background: @panel; border: none; }
QHeaderView::section { background: @panel; color: @mutedText; border: none; border-bottom: 1px solid @border;
    padding: 4px 8px; font-size: 12px; font-weight: 500; }
QHeaderView::section:hover { color: @text; background: @hover; }
QTableView[kind="list"]::item { border: none; padding: 0 5px; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; button-layout: 3; }
QTableCornerButton::section { background: @panel; border: none; }

QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: @scrollBar; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: @mutedText; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: @base; border: none; }

QMenu { background: @base; border: 1px solid @border; padding: 4px 0; }
QMenu::item { padding: 5px 24px 5px 28px; background: transparent; }
QMenu::item:selected { background: @selection; }
QMenu::item:disabled { color: @disabledText; }
QMenu::separator { height: 1px; background: @border; margin: 4px 0; }
QMenu::icon { padding-left: 8px; }
QMenu::indicator { width: 12px; height: 12px; margin-left: 9px; }
QMenu::indicator:checked { image: url(@menuTick); }

QStatusBar { background: @panel; border-top: 1px solid @border; }
QStatusBar::item { border: none; }
QProgressBar { background: @border; border: none; border-radius: 2px; max-height: 4px; text-align: center; }
QProgressBar::chunk { background: @on; border-radius: 2px; }
QGroupBox { border: none; font-weight: 600; margin-top: 18px; }
QGroupBox::title { subcontrol-origin: margin; left: 0; }

#toolbar QToolButton { padding: 3px 8px; }
#toolbar QToolButton[iconic="true"] { padding: 3px 3px 3px 9px; }
#toolbar { background: @base; border: none; border-bottom: 1px solid @border; }
#linkChip { background: @base; border: 1px solid @border; border-radius: 14px; padding: 3px 12px; }
#linkChip:hover { background: @hover; }
#linkChip:focus { border-color: @on; }
#messageBar { background: @messageTint; border: none; border-bottom: 1px solid @border; }
#statusBar QToolButton { border: none; border-right: 1px solid @border; border-radius: 0; padding: 2px 8px;
    min-height: 20px; font-size: 12px; }
#statusBar QToolButton[iconic="true"] { padding: 2px 3px 2px 9px; }
#statusBar QToolButton:focus { background: @selection; }
#statusBar QToolButton[recording="true"] { color: @fault; font-weight: 600; }
#statusBar QToolButton[last="true"] { border-right: none; }
#statusBar QToolButton[first="true"] { border-left: 1px solid @border; }
)"_s;
    return text;
}

QColor mixed(const QColor &a, const QColor &b, qreal share)
{
    return QColor::fromRgbF(float(a.redF() + (b.redF() - a.redF()) * share),
                            float(a.greenF() + (b.greenF() - a.greenF()) * share),
                            float(a.blueF() + (b.blueF() - a.blueF()) * share));
}

QColor disabledText(const ThemeColors &colors)
{
    return mixed(colors.text, colors.panel, 0.55);
}

} // namespace

QPalette themePalette(const ThemeColors &colors)
{
    QPalette palette;
    const auto set = [&palette](QPalette::ColorRole role, const QColor &color) {
        palette.setColor(QPalette::All, role, color);
    };
    set(QPalette::Window, colors.panel);
    set(QPalette::WindowText, colors.text);
    set(QPalette::Base, colors.base);
    set(QPalette::AlternateBase, colors.panel);
    set(QPalette::Text, colors.text);
    set(QPalette::Button, colors.button);
    set(QPalette::ButtonText, colors.text);
    set(QPalette::BrightText, colors.fault);
    set(QPalette::ToolTipBase, colors.panel);
    set(QPalette::ToolTipText, colors.text);
    set(QPalette::PlaceholderText, colors.mutedText);
    set(QPalette::Highlight, colors.selection);
    set(QPalette::HighlightedText, colors.text);
    set(QPalette::Link, colors.on);
    set(QPalette::LinkVisited, colors.on);
    set(QPalette::Light, colors.button);
    set(QPalette::Midlight, colors.hover);
    set(QPalette::Mid, colors.border);
    set(QPalette::Dark, colors.mutedText);
    set(QPalette::Shadow, QColor(Qt::black));
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, disabledText(colors));
    return palette;
}

QString themeStyleSheet(const ThemeColors &colors)
{
    const QHash<QString, QString> values{
        {u"base"_s, colors.base.name()},
        {u"panel"_s, colors.panel.name()},
        {u"button"_s, colors.button.name()},
        {u"border"_s, colors.border.name()},
        {u"rowLine"_s, colors.rowLine.name()},
        {u"text"_s, colors.text.name()},
        {u"mutedText"_s, colors.mutedText.name()},
        {u"disabledText"_s, disabledText(colors).name()},
        {u"on"_s, colors.on.name()},
        {u"onText"_s, colors.onText.name()},
        {u"onHover"_s, mixed(colors.on, colors.text, 0.15).name()},
        {u"fault"_s, colors.fault.name()},
        {u"selection"_s, colors.selection.name()},
        {u"selectionBorder"_s, mixed(colors.selection, colors.on, 0.2).name()},
        {u"hover"_s, colors.hover.name()},
        {u"dangerFill"_s, colors.dangerFill.name()},
        {u"dangerText"_s, colors.dangerText.name()},
        {u"dangerHover"_s, mixed(colors.dangerFill, QColor(Qt::white), 0.12).name()},
        {u"scrollBar"_s, mixed(colors.border, colors.mutedText, 0.35).name()},
        {u"messageTint"_s, mixed(colors.base, colors.pending, 0.12).name()},
        {u"tick"_s,
         colors.dark ? u":/signalbox/icons/tick-dark.svg"_s : u":/signalbox/icons/tick-light.svg"_s},
        {u"menuTick"_s,
         colors.dark ? u":/signalbox/icons/tick-light.svg"_s : u":/signalbox/icons/tick-dark.svg"_s},
        {u"arrow"_s, colors.dark ? u":/signalbox/icons/arrow-down-dark.svg"_s
                                 : u":/signalbox/icons/arrow-down-light.svg"_s},
    };
    const QString &source = sheet();
    QString result;
    result.reserve(source.size() * 2);
    for (qsizetype i = 0; i < source.size();) {
        if (source.at(i) != u'@') {
            result += source.at(i++);
            continue;
        }
        qsizetype end = i + 1;
        while (end < source.size() && source.at(end).isLetter())
            ++end;
        const QString name = source.mid(i + 1, end - i - 1);
        Q_ASSERT_X(values.contains(name), "themeStyleSheet", qPrintable(name));
        result += values.value(name);
        i = end;
    }
    return result;
}

} // namespace signalbox
