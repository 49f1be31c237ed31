# SPDX-License-Identifier: GPL-3.0-or-later
# What every target of ours shares, and the three ways to declare one.

add_library(signalbox_options INTERFACE)
target_compile_options(signalbox_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wold-style-cast)
target_compile_definitions(signalbox_options INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY QT_NO_URL_CAST_FROM_STRING QT_NO_FOREACH
    QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_USE_QSTRINGBUILDER QT_NO_CONTEXTLESS_CONNECT
    SIGNALBOX_VERSION="${PROJECT_VERSION}")
if(SIGNALBOX_SANITIZE)
    target_compile_options(signalbox_options INTERFACE
        -fsanitize=${SIGNALBOX_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(signalbox_options INTERFACE -fsanitize=${SIGNALBOX_SANITIZE})
    # GCC's own manual: with sanitizers this warning is not reliable. It takes every std::variant for suspect.
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        target_compile_options(signalbox_options INTERFACE -Wno-maybe-uninitialized)
    endif()
endif()

# One precompiled header for everything without a window and one for the window; both are reused by every target,
# so each is built once.
set(SIGNALBOX_PCH_CORE <QtCore> <QtNetwork> <algorithm> <chrono> <functional> <memory> <optional> <string_view>
    <variant> <vector> <tl/expected.hpp>)
set(SIGNALBOX_PCH_UI ${SIGNALBOX_PCH_CORE} <QtWidgets>)

function(_signalbox_pch_holder name headers)
    if(TARGET ${name})
        return()
    endif()
    # Written only where it differs: a newer file would be compiled again after every configuring.
    file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/${name}.cpp CONTENT "// holds the precompiled header\n")
    add_library(${name} OBJECT ${CMAKE_BINARY_DIR}/${name}.cpp)
    target_link_libraries(${name} PRIVATE signalbox_options tl::expected Qt6::Core Qt6::Network ${ARGN})
    target_precompile_headers(${name} PRIVATE ${headers})
    set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE ON AUTOMOC OFF AUTORCC OFF)
endfunction()

function(_signalbox_reuse_pch target)
    get_target_property(libraries ${target} SIGNALBOX_WIDGETS)
    if(libraries)
        _signalbox_pch_holder(signalbox_pch_ui "${SIGNALBOX_PCH_UI}" Qt6::Widgets)
        target_precompile_headers(${target} REUSE_FROM signalbox_pch_ui)
    else()
        _signalbox_pch_holder(signalbox_pch_core "${SIGNALBOX_PCH_CORE}")
        target_precompile_headers(${target} REUSE_FROM signalbox_pch_core)
    endif()
endfunction()

# signalbox_library(name SOURCES ... [PUBLIC libs...] [PRIVATE libs...] [WIDGETS])
# One folder, one static library. Includes are written from the root of src (and ui): "core/flag.h".
function(signalbox_library name)
    cmake_parse_arguments(ARG "WIDGETS" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
    add_library(signalbox_${name} STATIC ${ARG_SOURCES})
    add_library(Signalbox::${name} ALIAS signalbox_${name})
    target_include_directories(signalbox_${name} PUBLIC ${PROJECT_SOURCE_DIR}/src)
    target_link_libraries(signalbox_${name} PUBLIC Qt6::Core tl::expected ${ARG_PUBLIC}
        PRIVATE signalbox_options ${ARG_PRIVATE})
    set_target_properties(signalbox_${name} PROPERTIES POSITION_INDEPENDENT_CODE ON)
    if(ARG_WIDGETS)
        set_target_properties(signalbox_${name} PROPERTIES SIGNALBOX_WIDGETS ON)
        target_include_directories(signalbox_${name} PUBLIC ${PROJECT_SOURCE_DIR}/ui)
        target_link_libraries(signalbox_${name} PUBLIC Qt6::Widgets)
    endif()
    target_link_libraries(signalbox_${name} PRIVATE Qt6::Network) # the precompiled headers hold it
    _signalbox_reuse_pch(signalbox_${name})
endfunction()

# signalbox_program(name SOURCES ... LIBRARIES ... [WIDGETS])
function(signalbox_program name)
    cmake_parse_arguments(ARG "WIDGETS" "" "SOURCES;LIBRARIES" ${ARGN})
    add_executable(${name} ${ARG_SOURCES})
    target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/src)
    target_link_libraries(${name} PRIVATE signalbox_options Qt6::Core Qt6::Network tl::expected ${ARG_LIBRARIES})
    set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE ON)
    if(ARG_WIDGETS)
        set_target_properties(${name} PROPERTIES SIGNALBOX_WIDGETS ON)
        target_link_libraries(${name} PRIVATE Qt6::Widgets)
    endif()
    _signalbox_reuse_pch(${name})
endfunction()

# signalbox_test(tst_name [SOURCES extra...] LIBRARIES ... [WIDGETS] [TIMEOUT seconds])
# Builds tst_name.cpp of this folder and registers it under the folder's name.
function(signalbox_test name)
    cmake_parse_arguments(ARG "WIDGETS" "TIMEOUT" "SOURCES;LIBRARIES" ${ARGN})
    set(widgets)
    if(ARG_WIDGETS)
        set(widgets WIDGETS)
    endif()
    signalbox_program(${name} SOURCES ${name}.cpp ${ARG_SOURCES}
        LIBRARIES ${ARG_LIBRARIES} signalbox_test_support Qt6::Test ${widgets})
    target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
    cmake_path(GET CMAKE_CURRENT_SOURCE_DIR FILENAME area)
    add_test(NAME ${area}.${name} COMMAND ${name})
    if(NOT ARG_TIMEOUT)
        set(ARG_TIMEOUT 120)
    endif()
    set_tests_properties(${area}.${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS ${area}
        ENVIRONMENT "QT_QPA_PLATFORM=offscreen;LC_ALL=C.UTF-8;QT_LOGGING_RULES=;ASAN_OPTIONS=detect_leaks=1;LSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/lsan.supp:print_suppressions=0;UBSAN_OPTIONS=print_stacktrace=1;TSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/tsan.supp:die_after_fork=0")
endfunction()
